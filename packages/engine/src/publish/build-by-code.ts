import {
  clearSegmentRange,
  type Definitions,
  insertBaselinePairs,
  joinSegments,
  type StoredRecord,
  type Transaction,
} from '@millrace/store'
import { enroll } from '../enroll/enroll.js'
import { type Chunk, loadChunk } from './chunk.js'

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
  if (publication.enrollExisting) return enrollAll(tx, definitions, chunk, matching)
  await insertBaselinePairs(tx, pairs)
  return 0
}

async function enrollAll(
  tx: Transaction,
  definitions: Definitions,
  { workflow, publication, now }: Chunk,
  matching: readonly { readonly record: StoredRecord; readonly matchedGroup: number }[],
): Promise<number> {
  const requests = matching.map(({ record, matchedGroup }) => ({
    workflow,
    record,
    source: { type: 'EXISTING' as const, publicationId: publication.id },
    chain: [],
    lane: 'bulk' as const,
    matchedGroup,
  }))
  const results = await enroll(tx, definitions, requests, now)
  return results.filter(({ outcome }) => outcome === 'enrolled').length
}
