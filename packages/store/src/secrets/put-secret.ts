import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import { sealSecret } from './seal-secret.js'

/** Stores a secret under a name, or replaces it. `key`: the 32 bytes of the operator's key file. */
export async function putSecret(
  tx: Transaction,
  key: Uint8Array,
  name: string,
  secret: string,
): Promise<void> {
  const sealed = sealSecret(key, { accountId: tx.accountId, name }, secret)
  await tx.execute(
    sql`INSERT INTO secrets (account_id, name, sealed) VALUES (${tx.accountId}, ${name}, ${sealed})
      ON CONFLICT (account_id, name) DO UPDATE SET sealed = excluded.sealed`,
  )
}
