// Which member names what. Documents name the same kind of thing in many ways (api.md 4 to 6); each way is a line here.
import type { ReferenceKind } from './reference.js'

type Json = Readonly<Record<string, unknown>>

/** Members that name one thing or a list of them, wherever they stand. */
const byMember: Readonly<Record<string, ReferenceKind>> = {
  listId: 'lists',
  list_id: 'lists',
  suppressionListIds: 'lists',
  content_id: 'emails',
  email_content_id: 'emails',
  emailId: 'emails',
  user_ids: 'users',
  userId: 'users',
  team_ids: 'teams',
  teamId: 'teams',
  owner_assignment: 'owners',
  ownerId: 'owners',
  pipelineId: 'pipelines',
  stageId: 'stages',
  formId: 'forms',
  form_id: 'forms',
  flow_id: 'workflows',
  flowIds: 'workflows',
  subscriptionId: 'subscriptions',
  subscriptionIds: 'subscriptions',
  sequenceId: 'sequences',
  secretName: 'secrets',
  secretNames: 'secrets',
  appId: 'apps',
  campaignGroupId: 'campaignGroups',
  datasetId: 'datasets',
  pageId: 'pages',
}

/** Members whose value counts only in the form that accounts make up themselves. */
const byForm: Readonly<Record<string, readonly [form: RegExp, kind: ReferenceKind]>> = {
  objectTypeId: [/^2-\d+$/, 'objectTypes'],
  object_type_id: [/^2-\d+$/, 'objectTypes'],
  toObjectTypeId: [/^2-\d+$/, 'objectTypes'],
  fromObjectType: [/^2-\d+$/, 'objectTypes'],
  toObjectType: [/^2-\d+$/, 'objectTypes'],
  eventTypeId: [/^6-\d+$/, 'eventTypes'],
  actionTypeId: [/^1-\d+$/, 'appActions'],
}

/** Properties whose values are ids: in filters on them, and where they are set. */
const byProperty: Readonly<Record<string, ReferenceKind>> = {
  hubspot_owner_id: 'owners',
  hubspot_team_id: 'teams',
  pipeline: 'pipelines',
  hs_pipeline: 'pipelines',
  dealstage: 'stages',
  hs_pipeline_stage: 'stages',
  hs_form_id: 'forms',
  hs_email_campaign_group_id: 'campaignGroups',
}

/** Every account has these from the beginning, under these very ids. */
const everywhere: Partial<Record<ReferenceKind, ReadonlySet<string>>> = {
  pipelines: new Set(['default', '0']),
  stages: new Set([
    'appointmentscheduled',
    'qualifiedtobuy',
    'presentationscheduled',
    'decisionmakerboughtin',
    'contractsent',
    'closedwon',
    'closedlost',
    '1',
    '2',
    '3',
    '4',
  ]),
  // "Not chosen yet".
  emails: new Set(['0']),
}

const inWorkflow = /^WORKFLOWS_/

/** Which members of this object name things of the account; what they hold is an id or a list of ids, or holds them. */
export function kindsIn(object: Json): ReadonlyMap<string, ReferenceKind> {
  const kinds = new Map<string, ReferenceKind>()
  for (const [member, value] of Object.entries(object)) {
    const kind = kindOf(member, value, object)
    if (kind) kinds.set(member, kind)
  }
  return kinds
}

function kindOf(member: string, value: unknown, object: Json): ReferenceKind | undefined {
  if (Object.hasOwn(byMember, member)) return member === 'listId' ? listKind(object) : byMember[member]
  const form = Object.hasOwn(byForm, member) ? byForm[member] : undefined
  if (form) return typeof value === 'string' && form[0].test(value) ? form[1] : undefined
  if (member === 'associationTypeId') return isOwnCategory(object) ? 'associationTypes' : undefined
  if (member === 'id' && typeof object.inListType === 'string') return insideKind(object.inListType)
  if (member === 'operation') return kindOfProperty(object.property)
  if (member === 'value') return kindOfProperty(object.property_name ?? object.targetProperty)
  return undefined
}

/** A filter on being in a workflow or in an import names it by `metadata.id`, and by `listId` a list behind it. */
function listKind({ metadata }: Json): ReferenceKind {
  const type = (metadata as Json | undefined)?.inListType
  return (typeof type === 'string' && insideKind(type)) || 'lists'
}

function insideKind(inListType: string): ReferenceKind | undefined {
  if (inWorkflow.test(inListType)) return 'workflows'
  return inListType === 'IMPORT' ? 'imports' : undefined
}

function isOwnCategory({ associationCategory }: Json): boolean {
  return associationCategory === 'USER_DEFINED' || associationCategory === 'INTEGRATOR_DEFINED'
}

function kindOfProperty(name: unknown): ReferenceKind | undefined {
  return typeof name === 'string' && Object.hasOwn(byProperty, name) ? byProperty[name] : undefined
}

/** Nobody has to say what this id is here. */
export function isSameEverywhere(kind: ReferenceKind, id: string): boolean {
  return id === '' || everywhere[kind]?.has(id) === true
}
