// New records in bulk: what `applyPatches` writes for a creation, with the JSON of each row written once, in code, and sent
// as lines. JSON text holds no line break, so the server splits it without an escape in sight: an array literal would carry
// one for every quotation mark.
import { type CanonicalValue, fold, foldedCompanion, type Values } from '@millrace/model'
import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import type { Definitions } from '../definitions/definitions.js'
import type { DatedMeta } from '../records/write-records.js'

interface Columns {
  readonly ids: number[]
  readonly hot: string[]
  readonly patch: string[]
  readonly coldIds: number[]
  readonly cold: string[]
  readonly news: string[]
}

/** Keys are the caller's: he has taken them before. */
export async function insertImported(
  tx: Transaction,
  definitions: Definitions,
  objectTypeId: string,
  meta: DatedMeta,
  records: readonly { readonly id: number; readonly values: Values }[],
): Promise<void> {
  if (records.length === 0) return
  const columns = columnsOf(definitions, objectTypeId, records)
  const ids = numberArray(columns.ids)
  const at = meta.at / 1000
  const source = JSON.stringify(meta.source)
  await tx.execute(
    sql`INSERT INTO records (account_id, id, object_type_id, version, created_at, updated_at, hot)
      SELECT ${tx.accountId}, n.id, ${objectTypeId}, 1, to_timestamp(${at}::float8), to_timestamp(${at}::float8), n.hot::jsonb
      FROM unnest(${ids}::bigint[], string_to_array(${columns.hot.join('\n')}, E'\n')) AS n(id, hot)`,
    'imports.insert-records',
  )
  if (columns.coldIds.length > 0) {
    await tx.execute(
      sql`INSERT INTO cold_values (account_id, record_id, cold)
        SELECT ${tx.accountId}, n.record_id, n.cold::jsonb
        FROM unnest(${numberArray(columns.coldIds)}::bigint[], string_to_array(${columns.cold.join('\n')}, E'\n'))
          AS n(record_id, cold)`,
      'imports.insert-cold-values',
    )
  }
  await tx.execute(
    sql`INSERT INTO changes (account_id, record_id, version, at, source, patch)
      SELECT ${tx.accountId}, n.record_id, 1, to_timestamp(${at}::float8), ${source}::jsonb, n.patch::jsonb
      FROM unnest(${ids}::bigint[], string_to_array(${columns.patch.join('\n')}, E'\n')) AS n(record_id, patch)`,
    'imports.insert-changes',
  )
  // A new record concerns every workflow of its type that is on and every active list, whatever they read.
  if (!definitions.isWatched(objectTypeId)) return
  await tx.execute(
    sql`INSERT INTO pending_changes (account_id, record_id, version, lane, epoch, at, source, kind, patch)
      SELECT ${tx.accountId}, n.record_id, 1, ${meta.lane}, ${tx.epoch}, to_timestamp(${at}::float8), ${source}::jsonb,
        'created', n.patch::jsonb
      FROM unnest(${ids}::bigint[], string_to_array(${columns.news.join('\n')}, E'\n')) AS n(record_id, patch)`,
    'imports.insert-pending',
  )
}

function columnsOf(
  definitions: Definitions,
  objectTypeId: string,
  records: readonly { readonly id: number; readonly values: Values }[],
): Columns {
  const columns: Columns = { ids: [], hot: [], patch: [], coldIds: [], cold: [], news: [] }
  const placements = placementsOf(definitions, objectTypeId)
  const watched = definitions.watched(objectTypeId)
  for (const { id, values } of records) {
    let hot = ''
    let cold = ''
    let patch = ''
    let news = ''
    for (const name in values) {
      const value = values[name]
      if (value === undefined) continue
      const json = JSON.stringify(value)
      const folded = foldedForm(value)
      const companion = foldedCompanion(name)
      const stored = `,"${name}":${json}${folded === null ? '' : `,"${companion}":${folded}`}`
      const changed = `,"${name}":[null,${json}]`
      if (placements.has(name)) hot += stored
      else cold += stored
      patch += folded === null ? changed : `${changed},"${companion}":[null,${folded}]`
      if (watched.has(name)) news += changed
    }
    columns.ids.push(id)
    columns.hot.push(`{${hot.slice(1)}}`)
    columns.patch.push(`{${patch.slice(1)}}`)
    columns.news.push(`{${news.slice(1)}}`)
    if (cold === '') continue
    columns.coldIds.push(id)
    columns.cold.push(`{${cold.slice(1)}}`)
  }
  return columns
}

/** The JSON of what stands beside a text that folding changes, in values and in their history (engine.md 2). */
function foldedForm(value: CanonicalValue): string | null {
  if (typeof value !== 'string') return null
  const folded = fold(value)
  return folded === value ? null : JSON.stringify(folded)
}

/** Names that live on the hot side; while one moves, writers write hot. */
function placementsOf(definitions: Definitions, objectTypeId: string): ReadonlySet<string> {
  const hot = new Set<string>()
  for (const property of definitions.catalogue.properties.get(objectTypeId)?.values() ?? []) {
    if (property.placement === 'hot' || property.placement === 'moving') hot.add(property.name)
  }
  return hot
}
