// From a flow document to what the engine runs (CompiledWorkflow). Compiling is lenient: a workflow that is on goes on
// when something it names has gone, with every such thing among the issues. Publishing is strict: it wants none of them.
import {
  type CompiledFilter,
  emptyReads,
  type FilterContext,
  memberText,
  mergeReads,
  type Reads,
} from '@millrace/filters'
import { type Catalogue, type EventType, findProperty, isTimeZone, Problem } from '@millrace/model'
import { Checking } from './checking.js'
import { compileSteps } from './compile-steps.js'
import { compileTurnOff } from './compile-turn-off.js'
import { compileWindows } from './compile-windows.js'
import type { CompiledWorkflow, Step, Trigger } from './compiled-workflow.js'
import type { Flow } from './flow.js'
import { compileTrigger } from './trigger/compile-trigger.js'

export interface WorkflowMeta {
  readonly accountId: number
  readonly workflowId: number
  readonly revisionId: number
  readonly isEnabled: boolean
}

export type CompileResult =
  | { readonly ok: true; readonly workflow: CompiledWorkflow; readonly issues: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] }

export function compileWorkflow(flow: Flow, meta: WorkflowMeta, catalogue: Catalogue): CompileResult {
  if (!catalogue.objectTypes.has(flow.objectTypeId)) {
    const message = `There is no object type ${flow.objectTypeId}.`
    return { ok: false, problems: [new Problem('OBJECT_TYPE_NOT_FOUND', message, { field: 'objectTypeId' })] }
  }
  const timeZone = timeZoneOf(flow, catalogue)
  const filters: FilterContext = {
    catalogue,
    objectTypeId: flow.objectTypeId,
    timeZone,
    negativeMatchesEmpty: flow.type === 'CONTACT_FLOW',
  }
  const checking = new Checking(filters)
  const goal =
    flow.type === 'CONTACT_FLOW' ? criteria(flow.goalFilterBranch, 'goalFilterBranch', checking) : null
  const suppression = compileSuppression(flow, checking)
  const guarded = checking.issues.length === 0
  const enrolling = compileTrigger(flow, checking)
  // Who must not enter cannot be told any more: then nobody enters.
  const trigger = guarded ? enrolling : unguarded
  const steps = compileSteps(
    flow,
    { catalogue, objectTypeId: flow.objectTypeId, filters, timeZone, events: eventsOf(trigger) },
    checking,
  )
  const windows = compileWindows(flow, timeZone, checking)
  const watches = mergeReads(...watchedBy(trigger), ...present(goal), ...present(suppression))
  const asks = mergeReads(watches, ...askedAtRuns(trigger))
  const start = flow.startActionId
  return {
    ok: true,
    issues: checking.issues,
    workflow: {
      ...meta,
      objectTypeId: flow.objectTypeId,
      timeZone,
      windows,
      turnsOffAt: compileTurnOff(flow, timeZone, checking),
      trigger,
      startActionId: start && steps.has(start) ? start : null,
      steps,
      goal,
      suppression,
      unenrollFromOthers: unenrollFromOthers(flow),
      enrollsMerged: flow.type === 'CONTACT_FLOW' && flow.millrace?.enrollsMergedRecords === true,
      hotProperties: hotProperties(flow.objectTypeId, asks, steps, catalogue),
      watches,
      asks,
    },
  }
}

const unguarded: Trigger = {
  kind: 'unsupported',
  reason: 'The goal or the suppression criteria cannot be evaluated.',
}

function timeZoneOf(flow: Flow, catalogue: Catalogue): string {
  const own = flow.millrace?.timeZone
  return own !== undefined && isTimeZone(own) ? own : catalogue.timeZone
}

function criteria(branch: unknown, field: string, checking: Checking): CompiledFilter | null {
  return branch === undefined || branch === null ? null : checking.filter(branch, field)
}

/** Platform flows: a filter (W-UNO). Contact flows: members of any suppression list (W-SUP). */
function compileSuppression(flow: Flow, checking: Checking): CompiledFilter | null {
  if (flow.type === 'PLATFORM_FLOW')
    return criteria(flow.suppressionFilterBranch, 'suppressionFilterBranch', checking)
  const lists = flow.suppressionListIds ?? []
  if (lists.length === 0) return null
  const inList = (id: number | string) => ({
    filterBranchType: 'AND',
    filterBranchOperator: 'AND',
    filterBranches: [],
    filters: [{ filterType: 'IN_LIST', operator: 'IN_LIST', listId: String(id) }],
  })
  return checking.filter(
    { filterBranchType: 'OR', filterBranchOperator: 'OR', filterBranches: lists.map(inList), filters: [] },
    'suppressionListIds',
  )
}

/** W-UNE-7. */
function unenrollFromOthers({ type, unEnrollmentSetting }: Flow): CompiledWorkflow['unenrollFromOthers'] {
  if (type !== 'CONTACT_FLOW' || !unEnrollmentSetting) return 'none'
  if (unEnrollmentSetting.type === 'ALL') return 'all'
  return (unEnrollmentSetting.flowIds ?? [])
    .map((id) => Number(memberText(id)))
    .filter((id) => Number.isSafeInteger(id) && id > 0)
}

/** Whose properties actions may name (W-EVS-17). */
function eventsOf(trigger: Trigger): readonly EventType[] {
  return trigger.kind === 'event' ? [...new Set(trigger.on.map(({ type }) => type))] : []
}

function watchedBy(trigger: Trigger): Reads[] {
  if (trigger.kind === 'event') return watchedByEvents(trigger)
  if (trigger.kind !== 'filter') return []
  return [trigger.filter.reads, ...trigger.reEnrollOn.flatMap((again) => present(again.filter))]
}

function askedAtRuns(trigger: Trigger): Reads[] {
  if (trigger.kind !== 'schedule') return []
  const { schedule, filter } = trigger
  const date = schedule.kind === 'date' ? [{ ...emptyReads, properties: new Set([schedule.property]) }] : []
  return [...date, ...present(filter)]
}

/** Extra criteria as well: what changes between the event and the look at it must be undone (W-EVS-7). */
function watchedByEvents({ on, refinement }: Extract<Trigger, { kind: 'event' }>): Reads[] {
  const properties = new Set(on.flatMap(({ property }) => (property ? [property.name] : [])))
  const lists = new Set(on.flatMap((event) => event.lists))
  return [{ ...emptyReads, properties, lists }, ...present(refinement)]
}

function present(filter: CompiledFilter | null): Reads[] {
  return filter === null ? [] : [filter.reads]
}

/** What stands in `records.hot`: system columns have a place of their own. */
function hotProperties(
  objectTypeId: string,
  asks: Reads,
  steps: ReadonlyMap<string, Step>,
  catalogue: Catalogue,
): ReadonlySet<string> {
  const names = new Set(asks.properties)
  for (const { prepared } of steps.values()) {
    for (const name of prepared.reads.properties) names.add(name)
    for (const name of prepared.writes) names.add(name)
  }
  for (const name of names) {
    const property = findProperty(catalogue, objectTypeId, name)
    if (!property || property.placement === 'column') names.delete(name)
  }
  return names
}
