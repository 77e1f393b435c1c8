// Small makers of what tests begin with. Each says only what matters to the test; the rest has a plain default.
import { type CanonicalValue, toCanonical } from '@millrace/model'
import { createAccount } from '../accounts/create-account.js'
import type { Database } from '../database.js'
import { definitionsOf } from '../definitions/definitions-cache.js'
import { writeRecords } from '../records/write-records.js'

let made = 0

/** A fresh account with the built-in schema; its id. */
export function anAccount(db: Database, timeZone = 'UTC'): Promise<number> {
  return createAccount(db, { name: `Test account ${++made}`, timeZone })
}

/** A record of an object type, values as a client writes them; its id. */
export async function aRecord(
  db: Database,
  accountId: number,
  objectTypeId: string,
  values: Readonly<Record<string, unknown>> = {},
): Promise<number> {
  const [id] = await records(db, accountId, objectTypeId, [values])
  if (id === undefined) throw new Error('one write gave no record')
  return id
}

/** The same for many, in one transaction; their ids in order. */
export function records(
  db: Database,
  accountId: number,
  objectTypeId: string,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<number[]> {
  return db.withAccount(accountId, 'shared', async (tx) => {
    const definitions = await definitionsOf(tx)
    const canonical = (values: Readonly<Record<string, unknown>>) => {
      const out: Record<string, CanonicalValue | null> = {}
      for (const [name, input] of Object.entries(values)) {
        const property = definitions.property(objectTypeId, name)
        if (!property) throw new Error(`object type ${objectTypeId} has no property ${name}`)
        const result = toCanonical(property, input)
        if (!result.ok) throw result.problem
        out[name] = result.value
      }
      return out
    }
    const meta = { source: { type: 'API' }, chain: [], lane: 'interactive' } as const
    const written = await writeRecords(
      tx,
      definitions,
      meta,
      rows.map((values) => ({ objectTypeId, values: canonical(values) })),
    )
    return written.map(({ recordId }) => recordId)
  })
}
