// Occurrence and guard (engine.md 3): what a change or an event is to workflows that events enroll, asked of the record as
// it was at that version.
import type { CompiledWorkflow, EnrollingEvent } from '@millrace/definitions'
import { recordOf } from '@millrace/filters'
import { type EventValues, propertyValueChanged, recordCreated, toWire } from '@millrace/model'
import type { LiveWorkflow, PendingChange, PendingEvent, StoredRecord } from '@millrace/store'
import type { ReplayedRecord } from './replayed-record.js'
import type { Happened, Signal } from './signal.js'

type EventTrigger = Extract<CompiledWorkflow['trigger'], { kind: 'event' }>

/** Where something happened: a record at one version, and the workflow that may want it. */
interface Scene {
  readonly workflow: LiveWorkflow
  readonly trigger: EventTrigger
  readonly record: StoredRecord
  readonly replayed: ReplayedRecord
}

/** The first event that a change is and that enrolls (W-EVT-1, W-EVT-2); at most one. */
export function enteredByChange(scene: Scene, change: PendingChange): Signal[] {
  for (const enrolling of scene.trigger.on) {
    const seen = shownBy(change, enrolling)
    if (seen && meets(enrolling, seen.values, scene, change.at))
      return enters(scene, change, { ...seen.happened, occurredAt: change.at })
  }
  return []
}

/** The same of an event that was told. What happened before the turn-on and was told later is history (W-EVS-2). */
export function enteredByEvent(scene: Scene, event: PendingEvent): Signal[] {
  const { id, eventTypeId, occurredAt, properties } = event
  if (occurredAt < (scene.workflow.enabledAt ?? 0)) return []
  const isMeant = scene.trigger.on.some(
    (enrolling) => enrolling.type.id === eventTypeId && meets(enrolling, properties, scene, event.at),
  )
  return isMeant ? enters(scene, event, { id, eventTypeId, occurredAt, properties }) : []
}

/** The extra criteria are asked at the instant of the event, and never again (W-EVS-6, W-EVS-7). */
function enters(
  { workflow, trigger, record, replayed }: Scene,
  since: Pick<PendingEvent, 'at' | 'lane' | 'chain' | 'version' | 'epoch'>,
  event: Happened,
): Signal[] {
  const { at, lane, chain } = since
  if (!replayed.exists || trigger.refinement?.matches(replayed, at) === false) return []
  return [{ workflow, record, since, lane, chain, kind: 'enter', by: 'event', event }]
}

function meets(
  { type, filter }: EnrollingEvent,
  values: EventValues,
  { record }: Scene,
  at: number,
): boolean {
  return filter === null || filter.matches(recordOf(values, { id: record.id, objectTypeId: type.id }), at)
}

interface Shown {
  /** As conditions see them: of the property's own type. */
  readonly values: EventValues
  readonly happened: Omit<Happened, 'occurredAt'>
}

/** What a change shows of an event of this kind; undefined: it is none. */
function shownBy(change: PendingChange, { type, property }: EnrollingEvent): Shown | undefined {
  const { recordId, version, at, source } = change
  if (type.id === recordCreated.id && change.kind === 'created') {
    const values = { hs_object_id: recordId, hs_creation_source: source.type, hs_created_at: at }
    return { values, happened: { id: `created-${recordId}`, eventTypeId: type.id, properties: values } }
  }
  if (type.id !== propertyValueChanged.id || !property || !writesValues.has(change.kind)) return undefined
  const edit = change.patch[property.name]
  if (!edit) return undefined
  const [before, after] = edit
  const common = { hs_name: property.name, hs_change_source: source.type, hs_changed_at: at }
  return {
    values: { ...common, ...present({ hs_previous_value: before, hs_value: after }) },
    happened: {
      id: `changed-${recordId}-${version}-${property.name}`,
      eventTypeId: type.id,
      properties: {
        ...common,
        ...present({ hs_previous_value: toWire(property, before), hs_value: toWire(property, after) }),
      },
    },
  }
}

/** A record that comes back, or goes, has its values as it had them. */
const writesValues: ReadonlySet<PendingChange['kind']> = new Set(['created', 'changed', 'merged'])

function present<Value>(values: Readonly<Record<string, Value | null | undefined>>): Record<string, Value> {
  const entries = Object.entries(values)
  return Object.fromEntries(entries.filter((entry): entry is [string, Value] => entry[1] != null))
}
