import {
  type Definitions,
  insertBaselinePairs,
  loadRecords,
  type PendingChange,
  readPendingSince,
  type StoredRecord,
  type Transaction,
} from '@millrace/store'
import { groupBy } from '../evaluate/group-by.js'
import { ReplayedRecord } from '../evaluate/replayed-record.js'
import type { Chunk } from './chunk.js'
import { enrollMatching } from './enroll-matching.js'

/**
 * The records of a chunk that were changed since the turn-on and that no evaluator has come to: what they were at the
 * turn-on is found by undoing. Their changes stay for the evaluator. Returns how many entered.
 */
export async function buildChanged(tx: Transaction, definitions: Definitions, chunk: Chunk): Promise<number> {
  const { workflow, publication } = chunk
  const changes = groupBy(await readPendingSince(tx, chunk, publication.epoch), ({ recordId }) => recordId)
  if (changes.size === 0) return 0
  const records = await loadRecords(
    tx,
    definitions,
    [...changes.keys()],
    workflow.compiled.watches,
    new Set([chunk.objectTypeId]),
  )
  const matching = [...records.values()].flatMap((record) => {
    const matchedGroup = groupAtTurnOn(record, changes.get(record.id) ?? [], chunk)
    return matchedGroup === null ? [] : [{ record, matchedGroup }]
  })
  if (!publication.enrollExisting) {
    const { workflowId } = workflow.compiled
    await insertBaselinePairs(
      tx,
      matching.map(({ record }) => ({ workflowId, recordId: record.id })),
    )
    return 0
  }
  return enrollMatching(tx, definitions, chunk, matching)
}

/** The group of the triggers it met at the turn-on, null when it met none or did not exist. */
function groupAtTurnOn(
  record: StoredRecord,
  changes: readonly PendingChange[],
  { workflow, publication, now }: Chunk,
): number | null {
  const { trigger } = workflow.compiled
  if (trigger.kind !== 'filter') return null
  const replayed = new ReplayedRecord(record, changes)
  for (const change of changes) {
    if (change.epoch >= publication.epoch) break
    replayed.apply(change)
  }
  return replayed.exists ? trigger.filter.matchedGroup(replayed, now) : null
}
