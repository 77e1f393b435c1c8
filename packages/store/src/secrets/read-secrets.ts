import sql from 'sql-template-tag'
import { textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import { openSecret } from './seal-secret.js'

/** Secrets by name; names without one are left out. For those who send them, never for an answer of the API. */
export async function readSecrets(
  tx: Transaction,
  key: Uint8Array,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (names.length === 0) return new Map()
  const rows = await tx.query<{ name: string; sealed: Buffer }>(
    sql`SELECT name, sealed FROM secrets
      WHERE account_id = ${tx.accountId} AND name = ANY (${textArray(names)}::text[])`,
    'secrets.read',
  )
  return new Map(
    rows.map(({ name, sealed }) => [name, openSecret(key, { accountId: tx.accountId, name }, sealed)]),
  )
}
