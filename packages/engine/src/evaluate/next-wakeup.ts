import { type CompiledFilter, mergeReads } from '@millrace/filters'
import { startOfDay } from '@millrace/model'
import {
  type Definitions,
  loadRecords,
  type StoredRecord,
  setWakeups,
  type Transaction,
  type Wakeup,
} from '@millrace/store'
import { oncePerType } from './watching.js'

/** Flips at midnight are spread over this many ms, by record (W-FLS-4). */
const midnightSpread = 15 * 60_000

interface ClockFilter {
  readonly filter: CompiledFilter
  readonly timeZone: string
}

/** Every live filter of an object type that has a condition on the clock. */
export const clockFiltersOf = oncePerType((definitions, objectTypeId): readonly ClockFilter[] =>
  [
    ...definitions.enabled(objectTypeId).flatMap(({ compiled }) => {
      const { trigger, goal, suppression, timeZone } = compiled
      const filters = [trigger.kind === 'filter' ? trigger.filter : null, goal, suppression]
      return filters.flatMap((filter) => (filter ? [{ filter, timeZone }] : []))
    }),
    ...definitions.activeLists(objectTypeId),
  ].filter(({ filter }) => filter.reads.clock),
)

/** The earliest moment at which a condition on the clock may flip for a record. */
export function nextWakeup(record: StoredRecord, filters: readonly ClockFilter[], now: number): Wakeup {
  let dueAt: number | null = null
  for (const { filter, timeZone } of filters) {
    const flip = filter.nextFlip(record, now)
    if (flip === null || !Number.isFinite(flip)) continue
    const due = spread(flip, timeZone, record.id)
    if (dueAt === null || due < dueAt) dueAt = due
  }
  return { recordId: record.id, dueAt }
}

/** Conditions on the clock flip for records that nobody changes: each gets its moment, for all live filters together. */
export async function setClocks(
  tx: Transaction,
  definitions: Definitions,
  objectTypeId: string,
  ids: readonly number[],
  now: number,
): Promise<void> {
  const filters = clockFiltersOf(definitions, objectTypeId)
  const reads = mergeReads(...filters.map(({ filter }) => filter.reads))
  const records = await loadRecords(tx, definitions, ids, reads, new Set([objectTypeId]))
  await setWakeups(
    tx,
    [...records.values()].map((record) => nextWakeup(record, filters, now)),
    now,
  )
}

/** Midnight is everybody's flip at once; any other instant belongs to its record alone. */
function spread(flip: number, timeZone: string, recordId: number): number {
  if (startOfDay(timeZone, flip) !== flip) return flip
  // Knuth's multiplicative hash: neighbours by id land far apart, and a retry lands where it did before.
  return flip + ((Math.imul(recordId, 2654435761) >>> 0) % midnightSpread)
}
