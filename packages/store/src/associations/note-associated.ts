import type { Transaction } from '../database.js'
import type { Definitions } from '../definitions/definitions.js'
import { applyPatches } from '../records/apply-patches.js'
import type { WriteMeta } from '../records/write-records.js'
import { readHeads } from './read-heads.js'

export type AssociationCause = Pick<WriteMeta, 'source' | 'chain'>

/**
 * One new version of each record whose associations changed, locked by the caller: filters that read them look again. The
 * causes are those of the call where a record has none of its own.
 */
export async function noteAssociated(
  tx: Transaction,
  definitions: Definitions,
  meta: WriteMeta & { readonly at: number },
  touched: ReadonlyMap<number, AssociationCause | undefined>,
): Promise<void> {
  const heads = await readHeads(tx, [...touched.keys()])
  const rows = [...touched].flatMap(([recordId, cause]) => {
    const head = heads.get(recordId)
    if (!head?.living) return []
    const { source, chain } = cause ?? meta
    const { objectTypeId, version } = head
    return [
      {
        recordId,
        objectTypeId,
        version: version + 1,
        kind: 'associated' as const,
        source,
        chain,
        patch: {},
      },
    ]
  })
  await applyPatches(tx, definitions, rows, meta)
}
