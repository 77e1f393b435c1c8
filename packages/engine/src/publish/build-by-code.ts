import {
  clearSegmentRange,
  type Definitions,
  insertBaselinePairs,
  joinSegments,
  type Transaction,
} from '@millrace/store'
import { type Chunk, loadChunk } from './chunk.js'
import { enrollMatching } from './enroll-matching.js'

/**
 * A chunk of a segment whose members are stored: associations, lists, history, the clock. What matches now is the baseline
 * that later looks are compared with, or enters when existing records do. Returns how many entered.
 */
export async function buildByCode(tx: Transaction, definitions: Definitions, chunk: Chunk): Promise<number> {
  const { workflow, publication, now } = chunk
  const { trigger, workflowId } = workflow.compiled
  if (trigger.kind !== 'filter') return 0
  const matching = (await loadChunk(tx, definitions, chunk)).flatMap((record) => {
    const matchedGroup = trigger.filter.matchedGroup(record, now)
    return matchedGroup === null ? [] : [{ record, matchedGroup }]
  })
  await clearSegmentRange(tx, workflowId, chunk.after, chunk.to)
  const pairs = matching.map(({ record, matchedGroup }) => ({
    workflowId,
    recordId: record.id,
    matchedGroup,
  }))
  await joinSegments(tx, pairs)
  if (publication.enrollExisting) return enrollMatching(tx, definitions, chunk, matching)
  await insertBaselinePairs(tx, pairs)
  return 0
}
