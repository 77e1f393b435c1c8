import { memoryCatalogue } from '@millrace/actions/testing'
import { findUnsafe } from '@millrace/model'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hubspotLikeFlow } from '../testing/hubspot-like-flow.js'
import { validFlows } from '../testing/random-flow.js'
import type { Flow } from '../workflow/flow.js'
import { parseFlow } from '../workflow/parse-flow.js'
import { publishingProblems } from '../workflow/publishing-problems/index.js'
import { exportFlow, importFlow } from './import-flow.js'
import { importReport } from './import-report.js'
import { referencesIn } from './map-references.js'
import { importMappingSchema } from './mapping.js'

type Json = Record<string, unknown>
type Mapping = Parameters<typeof importFlow>[1]

const catalogue = memoryCatalogue

function imported(document: unknown, mapping?: Mapping): Flow {
  const result = importFlow(document, mapping)
  if (!result.ok) throw result.problems[0]
  return result.flow
}

function read(document: unknown): Flow {
  const result = parseFlow(document)
  if (!result.ok) throw result.problems[0]
  return result.flow
}

const reportOf = (document: unknown, mapping: NonNullable<Mapping> = {}) =>
  importReport(read(document), imported(document, mapping), mapping, catalogue)

/** Through the database and over the wire. */
const stored = <T>(value: T) => JSON.parse(JSON.stringify(value)) as T

describe('api.md 4.9 rule 1', () => {
  const kept = fc.jsonValue().filter((value) => findUnsafe(value) === null)
  const extra = fc.dictionary(fc.stringMatching(/^x_[a-z]{1,8}$/), kept, { maxKeys: 3 })
  const serverSet = fc.record(
    {
      id: fc.nat().map(String),
      revisionId: fc.nat().map(String),
      isEnabled: fc.boolean(),
      createdAt: fc.constant('2025-02-03T04:05:06.789Z'),
      crmObjectCreationStatus: fc.string({ maxLength: 5 }),
    },
    { requiredKeys: [] },
  )
  /** Lists that may be there, be null, or be missing. */
  const missable = fc.dictionary(
    fc.constantFrom('timeWindows', 'blockedDates', 'dataSources', 'suppressionListIds'),
    fc.constantFrom(null, []),
  )

  test('exportFlow(importFlow(x)) = x for every document, whatever it holds that nobody here knows', () => {
    fc.assert(
      fc.property(
        validFlows,
        serverSet,
        missable,
        fc.array(extra, { minLength: 4, maxLength: 4 }),
        (flow, set, lists, more) => {
          const [onFlow, onAction, onFields, onEdge] = more
          const {
            timeWindows: _t,
            blockedDates: _b,
            dataSources: _d,
            suppressionListIds: _s,
            isEnabled: _e,
            ...bare
          } = flow
          const actions = flow.actions.map((action) => ({
            ...action,
            ...onAction,
            ...(action.fields && { fields: { ...action.fields, ...onFields } }),
            ...(action.connection !== undefined && {
              connection: { ...(action.connection as Json), ...onEdge },
            }),
          }))
          const document = stored({ ...bare, ...set, ...lists, ...onFlow, actions })
          expect(stored(exportFlow(stored(imported(document))))).toEqual(document)
        },
      ),
    )
  })

  test('a document of every kind of thing comes out as it went in, but for the one spelling of edges', () => {
    const document = hubspotLikeFlow()
    const actions = document.actions.map((action) =>
      action.actionId !== '16'
        ? action
        : {
            ...action,
            listBranches: [
              {
                ...(action as { listBranches: Json[] }).listBranches[0],
                connection: { edgeType: 'GOTO', nextActionId: '3' },
              },
            ],
            defaultBranch: { edgeType: 'STANDARD', nextActionId: '18' },
          },
    )
    expect(stored(exportFlow(stored(imported(document))))).toEqual({ ...document, actions })
  })

  test('a workflow of our own is exported as it stands, its additions included', () => {
    const flow = read({
      type: 'CONTACT_FLOW',
      objectTypeId: '0-1',
      flowType: 'WORKFLOW',
      millrace: { timeZone: 'Europe/Oslo' },
    })
    expect(exportFlow(flow)).toEqual(flow)
    expect(exportFlow(imported(flow))).toMatchObject({ millrace: { timeZone: 'Europe/Oslo' } })
  })

  test('an imported workflow is off, whatever it was', () => {
    expect(imported({ ...hubspotLikeFlow(), isEnabled: true }).isEnabled).toBe(false)
  })
})

describe('api.md 4.9 rule 2', () => {
  test('what is not executed is kept with its connections, and said', () => {
    const report = reportOf(hubspotLikeFlow())
    const said = report.notExecuted.map(({ in: field }) => field)
    const filters = 'enrollmentCriteria.listFilterBranch'
    expect(said).toEqual(
      expect.arrayContaining([
        `${filters}.filters[8]`,
        `${filters}.filterBranches[1]`,
        `${filters}.filterBranches[2]`,
        'actions[6]',
        'actions[9]',
      ]),
    )
    expect(imported(hubspotLikeFlow()).actions[9]).toMatchObject({
      sourceCode: 'exports.main = async () => ({ listId: "9999" })',
      connection: { nextActionId: '14' },
    })
    expect(report.canBeTurnedOn).toBe(false)
  })

  test('an action that is to be left out takes its place with it: what led to it leads on', () => {
    const flow = imported(hubspotLikeFlow(), {
      actions: { '3': 'remove', '880011/10': 'remove', '13': 'remove' },
    })
    expect(flow.startActionId).toBe('5')
    expect(flow.actions.map(({ actionId }) => actionId)).toEqual(
      hubspotLikeFlow()
        .actions.map(({ actionId }) => actionId)
        .filter((id) => !['3', '10', '13'].includes(id)),
    )
    const next = (id: string) => flow.actions.find(({ actionId }) => actionId === id)?.connection
    expect([next('9'), next('12')]).toMatchObject([{ nextActionId: '11' }, { nextActionId: '14' }])
    // The jump back to what is gone leads to what came after it.
    expect(flow.actions.find(({ actionId }) => actionId === '16')).toMatchObject({
      listBranches: [{ connection: { edgeType: 'GOTO', nextActionId: '5' } }],
    })
  })

  test('actions of which nothing is left but themselves are the end of the path', () => {
    const ring = ['1', '2', '3'].map((actionId) => ({
      actionId,
      type: 'SINGLE_CONNECTION',
      actionTypeId: '0-1',
      fields: { delta: '1', time_unit: 'DAYS' },
      connection: { edgeType: 'GOTO', nextActionId: actionId === '1' ? '2' : actionId === '2' ? '3' : '2' },
    }))
    const flow = imported(
      { type: 'CONTACT_FLOW', objectTypeId: '0-1', flowType: 'WORKFLOW', startActionId: '1', actions: ring },
      { actions: { '2': 'remove', '3': 'remove' } },
    )
    expect(flow.actions).toEqual([{ ...ring[0], connection: undefined }])
  })
})

describe('api.md 4.9 rule 3', () => {
  const everything = {
    lists: ['9101', '9102', '9103'],
    emails: ['9401'],
    users: ['9402'],
    owners: ['9301'],
    teams: ['9302', '9403'],
    pipelines: ['9304'],
    stages: ['9303'],
    forms: ['f0f0-form'],
    workflows: ['9201', '9202', '9203'],
    objectTypes: ['2-9307'],
    associationTypes: ['9308'],
    subscriptions: ['9306'],
    sequences: ['9404'],
    secrets: ['CRM_KEY'],
    apps: ['9406'],
    appActions: ['1-9405'],
    eventTypes: ['6-9309'],
    imports: ['9305'],
  }
  const idsByKind = (document: unknown) => {
    const found: Record<string, string[]> = {}
    for (const { kind, id } of referencesIn(document)) {
      found[kind] = [...new Set([...(found[kind] ?? []), id])].sort()
    }
    return found
  }

  test('every account-bound reference is reported with its places, and nothing else is', () => {
    expect(idsByKind(hubspotLikeFlow())).toEqual(everything)
    const { references } = reportOf(hubspotLikeFlow())
    expect(references.find(({ kind }) => kind === 'owners')).toEqual({
      kind: 'owners',
      id: '9301',
      to: null,
      fields: [
        'enrollmentCriteria.listFilterBranch.filters[0].operation.values[0]',
        'actions[2].fields.value.staticValue',
        'actions[13].fields.owner_assignment.value.staticValue',
      ],
    })
  })

  test('kinds that stand elsewhere: campaign groups, datasets, pages, date-of-form and e-mail filters', () => {
    const filter = (property: string, value: string) => ({ property, operation: { value } })
    expect(
      idsByKind({
        a: filter('hs_email_campaign_group_id', '5'),
        b: filter('hs_form_id', 'f'),
        c: { datasetId: 77, emailId: '8', pageId: '9' },
        d: { email_content_id: '0', targetProperty: 'dealstage', value: { staticValue: '123' } },
      }),
    ).toEqual({
      campaignGroups: ['5'],
      forms: ['f'],
      datasets: ['77'],
      emails: ['8'],
      pages: ['9'],
      stages: ['123'],
    })
  })

  test('a mapping puts the ids of this account in every place, numbers staying numbers, and leaves the rest', () => {
    const mapping = Object.fromEntries(
      Object.entries(everything).map(([kind, ids]) => [
        kind,
        Object.fromEntries(
          ids.map((id) => [
            id,
            id
              .replace(/9(?=\d{3})/, '7')
              .replace('CRM_KEY', 'KEY')
              .replace('f0f0', 'e1e1'),
          ]),
        ),
      ]),
    )
    const flow = imported(hubspotLikeFlow(), mapping)
    const found = Object.values(idsByKind(flow)).flat()
    expect(found.filter((id) => /9\d{3}|CRM_KEY|f0f0/.test(id))).toEqual([])
    expect(flow.suppressionListIds).toEqual([7101])
    expect(flow.customProperties).toEqual({ purpose: 'listId 5' })
    expect(flow.actions[9]).toMatchObject({
      sourceCode: expect.stringContaining('9999'),
      secretNames: ['KEY'],
    })
    expect(publishingProblems(flow, catalogue).filter(({ code }) => code === 'REFERENCE_UNMAPPED')).toEqual(
      [],
    )
  })

  test('an id nobody has mapped keeps the workflow off, until an edit writes another in its place', () => {
    const document = (listId: string, imported_?: unknown) => ({
      type: 'CONTACT_FLOW',
      objectTypeId: '0-1',
      flowType: 'WORKFLOW',
      startActionId: '1',
      actions: [{ actionId: '1', type: 'SINGLE_CONNECTION', actionTypeId: '0-63809083', fields: { listId } }],
      ...(imported_ !== undefined && { millrace: { imported: imported_ } }),
    })
    const unmapped = (flow: Flow) =>
      publishingProblems(flow, catalogue).filter(({ code }) => code === 'REFERENCE_UNMAPPED')
    const flow = imported(document('12'))
    expect(unmapped(flow)).toMatchObject([{ field: 'actions[0].fields.listId' }])
    expect(unmapped(read(document('4', flow.millrace?.imported)))).toEqual([])
    // The same number may be right: then somebody has to say so.
    expect(unmapped(imported(document('12'), { lists: { '12': '12' } }))).toEqual([])
  })

  test('a property that is not here is reported, and can be renamed wherever it is named', () => {
    expect(reportOf(hubspotLikeFlow()).references).toContainEqual(
      expect.objectContaining({ kind: 'properties', id: 'shoe_size', to: null }),
    )
    const text = JSON.stringify(
      exportFlow(imported(hubspotLikeFlow(), { properties: { shoe_size: 'boot_size', lead_source: null } })),
    )
    expect(text).not.toContain('shoe_size')
    expect(text).toContain('Call {{ contact.boot_size }}')
    expect(text).toContain('"propertyName":"lead_source"')
  })

  test('a mapping is checked: unknown kinds and shapes are refused', () => {
    expect(importMappingSchema.safeParse({ lists: { '12': 3, '13': null } }).success).toBe(true)
    expect(importMappingSchema.safeParse({ list: { '12': '3' } }).success).toBe(false)
    expect(importMappingSchema.safeParse({ actions: { '3': 'forget' } }).success).toBe(false)
  })
})

describe('api.md 4.9 rules 4 to 8', () => {
  test('rule 4 GO_TO, GO-TO and GOTO are one; rule 5 a wrapped default branch is a bare one', () => {
    expect(imported(hubspotLikeFlow()).actions.at(12)).toMatchObject({
      listBranches: [{ connection: { edgeType: 'GOTO', nextActionId: '3' } }],
      defaultBranch: { edgeType: 'STANDARD', nextActionId: '18' },
    })
  })

  test('rules 6, 7, 8 a value without a type, a number for text and a root AND are no problem', () => {
    const { problems, notExecuted } = reportOf(hubspotLikeFlow())
    const places = [...problems, ...notExecuted].map((problem) => problem.in ?? '')
    expect(
      places.filter((place) => /^actions\[(2|8)\]|^enrollmentCriteria\.listFilterBranch$/.test(place)),
    ).toEqual([])
  })
})

test('api.md 4.9 rule 9 warns of dangling targets, unreachable actions, repeated values, missing defaults and loops without a wait', () => {
  const connection = (nextActionId: string) => ({ edgeType: 'STANDARD', nextActionId })
  const set = (actionId: string, next?: string) => ({
    actionId,
    type: 'SINGLE_CONNECTION',
    actionTypeId: '0-5',
    fields: { property_name: 'nickname', value: { staticValue: 'x' } },
    ...(next && { connection: connection(next) }),
  })
  const report = reportOf({
    type: 'CONTACT_FLOW',
    objectTypeId: '0-1',
    flowType: 'WORKFLOW',
    startActionId: '1',
    actions: [
      set('1', '2'),
      {
        actionId: '2',
        type: 'STATIC_BRANCH',
        inputValue: { type: 'OBJECT_PROPERTY', propertyName: 'nickname' },
        staticBranches: [
          { branchValue: 'a', connection: connection('1') },
          { branchValue: 'a', connection: connection('77') },
        ],
      },
      set('3'),
    ],
  })
  expect(report.warnings.map((warning) => [warning.code, warning.in])).toEqual(
    expect.arrayContaining([
      ['DANGLING_EDGE', 'actions[1].staticBranches[1].connection.nextActionId'],
      ['UNREACHABLE_ACTION', 'actions[2]'],
      ['CYCLE_WITHOUT_WAIT', 'actions[0]'],
      [undefined, 'actions[1].staticBranches[1]'],
      [undefined, 'actions[1]'],
    ]),
  )
  expect(report.problems).toEqual([])
})

test('nothing that arrives, in a document or in a mapping, makes it throw', () => {
  // `String` of the first one does.
  const json = fc.oneof(fc.constant({ toString: 0 }), fc.jsonValue())
  const member = fc.constantFrom(
    ...[
      'fields',
      'listBranches',
      'staticBranches',
      'connection',
      'defaultBranch',
      'defaultBranchName',
      'inputValue',
    ],
    ...['authSettings', 'metadata', 'actionTypeId', 'millrace', 'secretNames', 'queryParams', 'webhookUrl'],
  )
  const nodeKind = fc.constantFrom(
    'SINGLE_CONNECTION',
    'STATIC_BRANCH',
    'LIST_BRANCH',
    'AB_TEST_BRANCH',
    'WEBHOOK',
  )
  const kind = fc.constantFrom('lists', 'owners', 'workflows', 'properties')
  fc.assert(
    fc.property(json, json, member, nodeKind, kind, (one, other, name, type, mapped) => {
      const branch = {
        branchName: one,
        branchValue: one,
        filterBranch: undefined,
        nextActionId: one,
        [name]: other,
      }
      const document = {
        type: 'CONTACT_FLOW',
        objectTypeId: '0-1',
        flowType: 'WORKFLOW',
        id: one,
        startActionId: '1',
        actions: [
          {
            ...{ actionId: '1', type, actionTypeId: '0-13', list_id: other, x: branch },
            ...{ staticBranches: [branch], listBranches: [branch], testBranches: [branch], [name]: one },
          },
        ],
        enrollmentCriteria: { type: 'DATASET', datasetId: one, [name]: other },
      }
      const mapping = { [mapped]: { '1': '7', '0': '5' }, actions: { '2': 'remove' } }
      const flow = importFlow(document, mapping)
      const before = parseFlow(document)
      if (flow.ok && before.ok) importReport(before.flow, flow.flow, mapping, catalogue)
    }),
    { numRuns: 500 },
  )
})
