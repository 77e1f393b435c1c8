import {
  type Definitions,
  type HistoryEntry,
  readPropertyHistory,
  type StoredRecord,
  type Transaction,
} from '@millrace/store'
import { readAssociatedNames } from './read-associated-names.js'
import type { Shown, Surroundings } from './show.js'

/** History and associations of records, where a read asks for them. */
export async function readSurroundings(
  tx: Transaction,
  definitions: Definitions,
  records: readonly StoredRecord[],
  { history, associations }: Shown,
): Promise<Surroundings> {
  // A record that was asked for twice has one history.
  const ids = [...new Set(records.map(({ id }) => id))]
  return {
    ...(history.length > 0 && {
      histories: byRecord(await readPropertyHistory(tx, ids, history)),
    }),
    ...(associations.size > 0 && {
      associated: await readAssociatedNames(tx, definitions, ids, [...associations.keys()]),
    }),
  }
}

function byRecord(entries: readonly HistoryEntry[]): ReadonlyMap<number, readonly HistoryEntry[]> {
  const histories = new Map<number, HistoryEntry[]>()
  for (const entry of entries) {
    const known = histories.get(entry.recordId)
    if (known) known.push(entry)
    else histories.set(entry.recordId, [entry])
  }
  return histories
}
