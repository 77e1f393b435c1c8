import { createHash } from 'node:crypto'
import {
  builtInAssociationTypes,
  builtInObjectTypes,
  builtInProperties,
  customObjectProperties,
} from '@millrace/model'
import type pg from 'pg'
import { definitionsLock } from '../database.js'
import { keyAhead, keyBuiltIns } from './key-built-ins.js'
import { seedBuiltIns } from './seed-schema.js'

let seed: string | undefined

/**
 * Names the built-in schema of this program: changes with every object type, property and association type of it. Worked out
 * when first asked, from 200 KB of JSON: most processes never ask.
 */
export function seedName(): string {
  seed ??= createHash('sha256')
    .update(
      JSON.stringify([
        builtInObjectTypes,
        [...builtInProperties],
        customObjectProperties('2-1'),
        builtInAssociationTypes,
      ]),
    )
    .digest('hex')
    .slice(0, 16)
  return seed
}

/**
 * Gives each account what the built-in schema of this program has and its own lacks, one transaction an account, under its
 * definitions lock: writers see the old schema or the new one. What the account changed or deleted stays as it is. Values
 * that this program looks up by key have keys then.
 */
export async function renewSeeds(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    'SELECT id FROM accounts WHERE seed <> $1 ORDER BY id',
    [seedName()],
  )
  for (const { id } of rows) await renewSeed(client, Number(id))
}

async function renewSeed(client: pg.ClientBase, accountId: number): Promise<void> {
  const ahead = await keyAhead(client, accountId)
  await client.query('BEGIN')
  try {
    await client.query('SELECT pg_advisory_xact_lock($1, hashint8($2))', [definitionsLock, accountId])
    await seedBuiltIns(client, accountId)
    await keyBuiltIns(client, accountId, ahead)
    await client.query(
      'UPDATE accounts SET seed = $2, definitions_epoch = definitions_epoch + 1 WHERE id = $1',
      [accountId, seedName()],
    )
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
}
