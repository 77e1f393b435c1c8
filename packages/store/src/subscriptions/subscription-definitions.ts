import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import type { SubscriptionDefinition } from './subscription.js'

const since = Date.UTC(2026, 0, 1)

/** Every account has these; they stand in no table. */
const builtIn: readonly SubscriptionDefinition[] = [
  {
    id: 1,
    name: 'Marketing Information',
    description: 'Marketing offers and updates.',
    purpose: 'Marketing',
    communicationMethod: 'Email',
    isActive: true,
    isDefault: true,
    createdAt: since,
    updatedAt: since,
  },
  {
    id: 2,
    name: 'One to One',
    description: 'One to One emails',
    purpose: 'Sales',
    communicationMethod: 'Email',
    isActive: true,
    isDefault: true,
    createdAt: since,
    updatedAt: since,
  },
]

/** The ids of those that every account has. */
export const builtInSubscriptions: readonly number[] = builtIn.map(({ id }) => id)

export async function listSubscriptionDefinitions(tx: Transaction): Promise<SubscriptionDefinition[]> {
  const own = await tx.query<SubscriptionDefinition>(
    sql`SELECT id, name, description, purpose, communication_method AS "communicationMethod", is_active AS "isActive",
        false AS "isDefault", created_at AS "createdAt", updated_at AS "updatedAt"
      FROM subscription_definitions WHERE account_id = ${tx.accountId} ORDER BY id`,
  )
  return [...builtIn, ...own]
}

export type NewSubscriptionDefinition = Pick<
  SubscriptionDefinition,
  'name' | 'description' | 'purpose' | 'communicationMethod'
>

export async function createSubscriptionDefinition(
  tx: Transaction,
  { name, description, purpose, communicationMethod }: NewSubscriptionDefinition,
): Promise<number> {
  const [row] = await tx.query<{ id: number }>(
    sql`INSERT INTO subscription_definitions (account_id, name, description, purpose, communication_method)
      VALUES (${tx.accountId}, ${name}, ${description}, ${purpose}, ${communicationMethod}) RETURNING id`,
  )
  if (!row) throw new Error('an insert gave no row')
  return row.id
}
