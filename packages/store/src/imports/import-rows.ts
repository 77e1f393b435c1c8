// Many rows of one object type, by a unique property: those it has not seen are created in a few set-based statements,
// the others are written like any record. One call, one transaction (engine.md 1: at most 5,000 rows).
import { keyOf, misplacedStage, type Problem, type Property, type Values } from '@millrace/model'
import sql from 'sql-template-tag'
import { readClock } from '../clock/read-clock.js'
import type { Transaction } from '../database.js'
import type { Definitions } from '../definitions/definitions.js'
import { collectCreations } from '../records/creations.js'
import { findByKey } from '../records/find-by-key.js'
import { insertRecords, reserveRecordIds } from '../records/insert-records.js'
import { uniqueValueTaken } from '../records/unique-value-taken.js'
import { deleteKeys, insertFirstKeys, insertKeys, type RecordKey } from '../records/write-keys.js'
import { type DatedMeta, tryWriteRecords, type WriteMeta } from '../records/write-records.js'
import { countImport } from './count-import.js'
import { rememberImported } from './remember-imported.js'

export interface ImportBatch {
  readonly importId: number
  readonly objectTypeId: string
  /** Unique; every row has a value for it, and no two rows of a batch the same one. */
  readonly uniqueKey: Property
  /** Canonical values; what a row does not name stays as it is. */
  readonly rows: readonly Values[]
}

export interface ImportResult {
  readonly created: number
  readonly updated: number
  /** Rows that say what is so already. */
  readonly unchanged: number
  readonly refused: readonly { readonly row: number; readonly problem: Problem }[]
  /** Rows whose record somebody else has just created, or deleted: to be imported again, in a later transaction. */
  readonly again: readonly number[]
}

interface Placed {
  readonly row: number
  readonly values: Values
}

export async function importRows(
  tx: Transaction,
  definitions: Definitions,
  batch: ImportBatch,
): Promise<ImportResult> {
  await tx.execute(sql`SET LOCAL work_mem = '64MB'`)
  const known = await findByKey(
    tx,
    batch.uniqueKey,
    batch.rows.flatMap((values) => keyValueOf(batch, values) ?? []),
  )
  const placed = batch.rows.map((values, row): Placed => ({ row, values }))
  const recordOf = ({ values }: Placed) => known.get(keyValueOf(batch, values) ?? '')
  const at = await readClock(tx)
  const meta: WriteMeta = {
    source: { type: 'IMPORT', importId: String(batch.importId) },
    chain: [],
    lane: 'bulk',
    at,
  }
  // Records that exist are locked before anything else (engine.md 1, lock order).
  const changed = await change(tx, definitions, batch, meta, placed, recordOf)
  const made = await create(
    tx,
    definitions,
    batch,
    { ...meta, at },
    placed.filter((row) => recordOf(row) === undefined),
  )
  await rememberImported(tx, batch.importId, [...changed.recordIds, ...made.recordIds])
  const result = {
    created: made.recordIds.length,
    updated: changed.updated,
    unchanged: changed.recordIds.length - changed.updated,
    refused: [...changed.refused, ...made.refused],
    again: [...changed.again, ...made.again],
  }
  await countImport(tx, batch.importId, { ...result, rejected: result.refused.length })
  return result
}

function keyValueOf({ uniqueKey }: ImportBatch, values: Values) {
  return Object.hasOwn(values, uniqueKey.name) ? values[uniqueKey.name] : undefined
}

async function change(
  tx: Transaction,
  definitions: Definitions,
  { objectTypeId }: ImportBatch,
  meta: WriteMeta,
  rows: readonly Placed[],
  recordOf: (row: Placed) => number | undefined,
) {
  const writes = rows.flatMap((placed) => {
    const recordId = recordOf(placed)
    return recordId === undefined ? [] : [{ row: placed.row, recordId, objectTypeId, values: placed.values }]
  })
  const recordIds: number[] = []
  const refused: { row: number; problem: Problem }[] = []
  const again: number[] = []
  let updated = 0
  const results = writes.length === 0 ? [] : await tryWriteRecords(tx, definitions, meta, writes)
  results.forEach((result, index) => {
    const row = writes[index]?.row ?? 0
    if (!result.ok) {
      // Between finding it by its key and locking it somebody deleted it: there is room for a new one now.
      if (result.problem.code === 'RECORD_NOT_FOUND') again.push(row)
      else refused.push({ row, problem: result.problem })
      return
    }
    recordIds.push(result.written.recordId)
    if (Object.keys(result.written.patch).length > 0) updated++
  })
  return { recordIds, updated, refused, again }
}

async function create(
  tx: Transaction,
  definitions: Definitions,
  batch: ImportBatch,
  meta: DatedMeta,
  given: readonly Placed[],
) {
  const misplaced = new Map(given.map((placed) => [placed, misplacedIn(definitions, batch, placed)]))
  const rows = given.filter((placed) => !misplaced.get(placed))
  const ids = await reserveRecordIds(tx, rows.length)
  const keyed = keyedProperties(definitions, batch.objectTypeId)
  const keys = rows.flatMap(({ values }, index) => keysOf(batch, keyed, values, ids[index] ?? 0))
  const unique = keys.filter(({ isUnique }) => isUnique)
  const out = new Map<number, Problem | 'again'>()
  for (const taken of await insertKeys(tx, unique)) {
    const own = taken.propertyId === batch.uniqueKey.id
    const before = out.get(taken.recordId)
    if (before === undefined || own)
      out.set(taken.recordId, own ? 'again' : uniqueValueTaken(definitions, taken))
  }
  await deleteKeys(
    tx,
    unique.filter(({ recordId }) => out.has(recordId)),
  )
  await insertFirstKeys(
    tx,
    keys.filter(({ isUnique, recordId }) => !isUnique && !out.has(recordId)),
  )
  const refused = [...misplaced].flatMap(([{ row }, problem]) => (problem ? [{ row, problem }] : []))
  const again: number[] = []
  const { creations, add } = collectCreations(definitions)
  rows.forEach(({ row, values }, index) => {
    const recordId = ids[index] ?? 0
    const end = out.get(recordId)
    if (end === undefined)
      add({ ...meta, recordId, objectTypeId: batch.objectTypeId }, values, (name) => values[name])
    else if (end === 'again') again.push(row)
    else refused.push({ row, problem: end })
  })
  await insertRecords(tx, creations, meta)
  return { recordIds: creations.recordId, refused, again }
}

/** A-SRV-6. */
function misplacedIn({ catalogue }: Definitions, { objectTypeId }: ImportBatch, { values }: Placed) {
  return misplacedStage(catalogue, objectTypeId, (name) =>
    Object.hasOwn(values, name) ? values[name] : undefined,
  )
}

function keyedProperties(definitions: Definitions, objectTypeId: string): readonly Property[] {
  const properties = definitions.catalogue.properties.get(objectTypeId)?.values() ?? []
  return [...properties].filter((property) => property.keyed)
}

function keysOf(
  { objectTypeId }: ImportBatch,
  keyed: readonly Property[],
  values: Values,
  recordId: number,
): RecordKey[] {
  return keyed.flatMap((property) => {
    const value = Object.hasOwn(values, property.name) ? values[property.name] : undefined
    if (value === undefined) return []
    const { id: propertyId, hasUniqueValue: isUnique } = property
    return [{ objectTypeId, propertyId, key: keyOf(value), recordId, isUnique }]
  })
}
