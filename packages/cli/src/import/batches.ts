// Accepted rows, batch by batch into the database, each batch a transaction (engine.md 1).
import { keyOf, type Values } from '@millrace/model'
import {
  countImport,
  type Database,
  definitionsOf,
  type ImportResult,
  importRows,
  lowerWork,
} from '@millrace/store'
import type { Rejects } from './reject-file.js'

export interface AcceptedRow {
  readonly line: number
  readonly cells: readonly string[]
  readonly values: Values
}

export interface Batch {
  readonly rows: readonly AcceptedRow[]
  /** Keys of their unique values: which records they are about. */
  readonly keys: ReadonlySet<string>
}

/** engine.md 1. */
const batchSize = 5_000

/** A record named twice ends a batch: its second row is written on top of the first. */
export async function* batchesOf(rows: AsyncIterable<AcceptedRow>, uniqueKey: string): AsyncGenerator<Batch> {
  let batch: AcceptedRow[] = []
  let keys = new Set<string>()
  for await (const row of rows) {
    const key = keyOf(row.values[uniqueKey] ?? '')
    if (batch.length === batchSize || keys.has(key)) {
      yield { rows: batch, keys }
      batch = []
      keys = new Set()
    }
    keys.add(key)
    batch.push(row)
  }
  if (batch.length > 0) yield { rows: batch, keys }
}

export interface BatchWriter {
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  /** Rows written so far. */
  readonly done: number
  write(rows: readonly AcceptedRow[]): Promise<void>
  /** Closes the import, with the rows that were refused before they came to the database. */
  finish(): Promise<void>
}

interface Place {
  readonly accountId: number
  readonly importId: number
  readonly objectTypeId: string
  readonly uniqueKey: string
}

/** How often a row may meet a record that somebody else has just created. */
const mostTries = 5

export function batchWriter(db: Database, place: Place, rejects: Rejects): BatchWriter {
  const counts = { created: 0, updated: 0, unchanged: 0, done: 0 }
  let refused = 0

  async function write(rows: readonly AcceptedRow[]): Promise<void> {
    let left = rows
    for (let tries = 0; left.length > 0 && tries < mostTries; tries++) {
      const result = await importOnce(db, place, left)
      // A hint, after commit: whoever evaluates changes need not wait for his next round.
      await db.query(lowerWork([{ accountId: place.accountId, lane: 'bulk', at: null }], null))
      counts.created += result.created
      counts.updated += result.updated
      counts.unchanged += result.unchanged
      for (const { row, problem } of result.refused) await refuse(left[row], problem.message)
      const again = new Set(result.again)
      left = left.filter((_, index) => again.has(index))
    }
    for (const row of left) await refuse(row, 'somebody else keeps writing this record')
    counts.done += rows.length
  }

  async function refuse(row: AcceptedRow | undefined, reason: string): Promise<void> {
    refused++
    if (row) await rejects.add({ line: row.line, reason: reason.replace(/\.$/, '') }, row.cells)
  }

  async function finish(): Promise<void> {
    const early = { created: 0, updated: 0, rejected: rejects.count - refused }
    await db.withAccount(place.accountId, 'shared', (tx) => countImport(tx, place.importId, early, true))
  }

  return Object.assign(counts, { write, finish })
}

function importOnce(db: Database, place: Place, rows: readonly AcceptedRow[]): Promise<ImportResult> {
  return db.withAccount(place.accountId, 'shared', async (tx) => {
    const definitions = await definitionsOf(tx)
    const uniqueKey = definitions.property(place.objectTypeId, place.uniqueKey)
    if (!uniqueKey) throw new Error(`the property ${place.uniqueKey} is gone`)
    return importRows(tx, definitions, { ...place, uniqueKey, rows: rows.map(({ values }) => values) })
  })
}
