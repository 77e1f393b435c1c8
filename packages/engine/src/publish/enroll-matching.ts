import type { Definitions, StoredRecord, Transaction } from '@millrace/store'
import { enroll } from '../enroll/enroll.js'
import type { Chunk } from './chunk.js'

/** Enrolls the existing records of a chunk that code found to match (W-PUB-8). Returns how many entered. */
export async function enrollMatching(
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
