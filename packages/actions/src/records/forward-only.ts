// Where the account wants it so, a workflow never sets a lifecycle stage back: it has to be cleared first (A-EDR-24,
// A-EDR-25).
import type { CanonicalValue, Catalogue } from '@millrace/model'
import type { LiveRecord } from '../crm.js'
import { type Assigned, type Assignment, Refusal } from '../values/value-context.js'

/** Why a value is not written to this record; null: it may be. */
export type ForwardCheck = (record: LiveRecord, value: Assigned) => Refusal | null

/** null where this property may be set to anything. Stages follow each other as the options of their property do. */
export function compileForwardCheck({ target }: Assignment, { settings }: Catalogue): ForwardCheck | null {
  if (!settings.noBackwardLifecycle || target.name !== 'lifecyclestage') return null
  const stages = [...target.options].sort((a, b) => a.displayOrder - b.displayOrder)
  const places = new Map<unknown, number>(stages.map(({ value }, place) => [value, place]))
  const labelOf = (value: CanonicalValue) => stages.find((stage) => stage.value === value)?.label
  return (record, value) => {
    const before = record.value(target.name)
    if (before === undefined || value === undefined || value === null || value instanceof Refusal) return null
    const [from, to] = [places.get(before), places.get(value)]
    if (from === undefined || to === undefined || to >= from) return null
    const message = `"${labelOf(value)}" comes before "${labelOf(before)}": clear the lifecycle stage first.`
    return new Refusal('backward_lifecycle', message)
  }
}
