import { createToken } from '@millrace/store'
import sql from 'sql-template-tag'
import type { Context } from '../bench.ts'
import { openAccount } from '../fixture/account.ts'
import type { Stage } from '../fixture/arena.ts'
import { populate } from '../fixture/population.ts'

/** Contacts with everything an API reads: 40 properties and more, keys of three of them, and a token. */
export interface Crowd {
  readonly stage: Stage
  readonly accountId: number
  readonly token: string
  readonly count: number
  readonly first: number
}

export const firstNames = 500
export const lastNames = 1_000

/**
 * The n-th has the first name `name <n % 500>` and the last name `family <n * 7919 % 1000>`, so that the two say nothing of
 * each other, and an address of his own.
 */
export async function openCrowd(context: Context, name: string): Promise<Crowd> {
  const count = Math.round(1_000_000 * context.scale)
  const first = 1_000_000
  const stage = await context.arena.database(name)
  const accountId = await openAccount(stage.db, 40)
  context.log(`making ${count.toLocaleString('en-US')} records`)
  await populate(stage.db, accountId, { count, width: 40, first })
  await nameEverybody(stage, accountId, first, count)
  const { text: token } = await createToken(stage.db, { accountId, label: 'bench' })
  return { stage, accountId, token, count, first }
}

async function nameEverybody({ db }: Stage, accountId: number, first: number, count: number): Promise<void> {
  const chunk = 50_000
  for (let from = first; from < first + count; from += chunk) {
    const to = Math.min(from + chunk, first + count) - 1
    await db.withAccount(accountId, 'shared', async (tx) => {
      await tx.execute(sql`
        WITH named AS (
          UPDATE cold_values SET cold = cold || jsonb_build_object('email', 'person' || record_id || '@example.test',
            'firstname', 'name ' || record_id % ${firstNames}::int, 'lastname', 'family ' || record_id * 7919 % ${lastNames}::int)
          WHERE account_id = ${accountId} AND record_id BETWEEN ${from} AND ${to}
          RETURNING record_id, cold
        )
        INSERT INTO record_keys (account_id, object_type_id, property_id, key, record_id, is_unique)
        SELECT ${accountId}, '0-1', p.id, n.cold ->> p.name, n.record_id, p.has_unique_value
        FROM properties p, named n
        WHERE p.account_id = ${accountId} AND p.object_type_id = '0-1' AND p.name IN ('email', 'firstname', 'lastname')
        ORDER BY p.id, 4, 5`)
      await tx.execute(sql`
        INSERT INTO changes (account_id, record_id, version, at, source, chain, patch)
        SELECT ${accountId}, i, 1, now(), '{"type": "API"}', '[]', '{}' FROM generate_series(${from}::bigint, ${to}::bigint) i`)
    })
  }
  await db.owner.query('VACUUM (ANALYZE) cold_values, record_keys, changes')
}
