import {
  chunkIds,
  type Definitions,
  type LiveWorkflow,
  loadRecords,
  type Publication,
  type StoredRecord,
  type Transaction,
} from '@millrace/store'

/** A locked range of records by id, and what is being built over it. */
export interface Chunk {
  readonly publication: Publication
  readonly workflow: LiveWorkflow
  readonly objectTypeId: string
  /** Epoch ms. */
  readonly now: number
  /** Ids above `after`, up to and with `to`. */
  readonly after: number
  readonly to: number
}

/** The living records of a chunk, with what their workflow watches. */
export async function loadChunk(
  tx: Transaction,
  definitions: Definitions,
  { objectTypeId, after, to, workflow }: Chunk,
): Promise<StoredRecord[]> {
  const ids = await chunkIds(tx, objectTypeId, after, to)
  return [
    ...(await loadRecords(tx, definitions, ids, workflow.compiled.watches, new Set([objectTypeId]))).values(),
  ]
}
