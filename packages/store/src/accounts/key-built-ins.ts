// Built-in properties that this program looks up by value, in accounts made by a program that did not.
import { builtInProperties, customObjectProperties, keyOf, type PropertySeed } from '@millrace/model'
import type pg from 'pg'
import sql from 'sql-template-tag'
import { textArray } from '../array-literals.js'

/** Records read at once. */
const chunk = 5_000

interface NewlyKeyed {
  readonly id: number
  readonly objectTypeId: string
  readonly name: string
}

/**
 * Gives the values they hold their keys; without any there is nothing to do. Inside a transaction of the login that holds
 * the account's definitions lock and raises its epoch: whoever writes after it writes keys.
 */
export async function keyBuiltIns(client: pg.ClientBase, accountId: number): Promise<void> {
  const all = await flagKeyed(client, accountId)
  for (const objectTypeId of new Set(all.map((property) => property.objectTypeId))) {
    const ofType = all.filter((property) => property.objectTypeId === objectTypeId)
    await keyValues(client, accountId, objectTypeId, ofType)
  }
}

async function flagKeyed(client: pg.ClientBase, accountId: number): Promise<readonly NewlyKeyed[]> {
  const ofType = [...builtInProperties].flatMap(([type, seeds]) =>
    keyedNames(seeds).map((name) => [type, name]),
  )
  const { rows } = await client.query<NewlyKeyed>(sql`
    UPDATE properties p SET keyed = true, updated_at = now()
    FROM object_types t
    WHERE p.account_id = ${accountId} AND p.built_in AND NOT p.keyed
      AND t.account_id = p.account_id AND t.id = p.object_type_id
      AND ((p.object_type_id, p.name) IN (
          SELECT * FROM unnest(${textArray(ofType.map(([type = '']) => type))}::text[],
            ${textArray(ofType.map(([, name = '']) => name))}::text[]))
        OR t.custom AND p.name = ANY(${textArray(keyedNames(customObjectProperties('')))}::text[]))
    RETURNING p.id, p.object_type_id AS "objectTypeId", p.name`)
  return rows
}

function keyedNames(seeds: readonly PropertySeed[]): string[] {
  return seeds.flatMap(({ keyed, hasUniqueValue, name }) => (keyed && !hasUniqueValue ? [name] : []))
}

/** A value on its way to the hot side stands on both, and hot comes first. */
async function keyValues(
  client: pg.ClientBase,
  accountId: number,
  objectTypeId: string,
  properties: readonly NewlyKeyed[],
): Promise<void> {
  for (let after = '0'; ; ) {
    const { rows } = await client.query<{ id: string; property: number; value: string | null }>(sql`
      SELECT r.id, p.id AS property, coalesce(r.hot->>p.name, c.cold->>p.name) AS value
      FROM (
        SELECT account_id, id, hot FROM records
        WHERE account_id = ${accountId} AND object_type_id = ${objectTypeId} AND id > ${after}::bigint
          AND deleted_at IS NULL AND merged_into IS NULL
        ORDER BY id LIMIT ${chunk}
      ) AS r
      LEFT JOIN cold_values c ON c.account_id = r.account_id AND c.record_id = r.id
      CROSS JOIN unnest(${properties.map(({ id }) => id)}::int[],
        ${textArray(properties.map(({ name }) => name))}::text[]) AS p(id, name)
      ORDER BY r.id`)
    const last = rows.at(-1)
    if (!last) return
    await insertKeys(client, accountId, objectTypeId, rows)
    after = last.id
  }
}

async function insertKeys(
  client: pg.ClientBase,
  accountId: number,
  objectTypeId: string,
  rows: readonly { readonly id: string; readonly property: number; readonly value: string | null }[],
): Promise<void> {
  const keys = rows.flatMap(({ id, property, value }) =>
    value === null ? [] : [{ id, property, key: keyOf(value) }],
  )
  await client.query(sql`
    INSERT INTO record_keys (account_id, object_type_id, property_id, key, record_id, is_unique)
    SELECT ${accountId}, ${objectTypeId}, n.property_id, n.key, n.record_id, false
    FROM unnest(${keys.map(({ property }) => property)}::int[], ${textArray(keys.map(({ key }) => key))}::text[],
      ${textArray(keys.map(({ id }) => id))}::bigint[]) AS n(property_id, key, record_id)
    ON CONFLICT DO NOTHING`)
}
