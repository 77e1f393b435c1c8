// Built-in properties that this program looks up by value, in accounts made by a program that did not. The keys of most
// records are made while everybody goes on writing; what was written meanwhile is looked at again under the account's lock,
// which is then short.
import { builtInProperties, customObjectProperties, keyOf, type PropertySeed } from '@millrace/model'
import type pg from 'pg'
import sql, { type Sql } from 'sql-template-tag'
import { textArray } from '../array-literals.js'

/** Records read at once. */
const chunk = 5_000

interface Unkeyed {
  readonly id: number
  readonly objectTypeId: string
  readonly name: string
}

/** Versions of the records whose keys were made, by id, as the database writes them. */
export type KeyedAhead = ReadonlyMap<string, number>

/**
 * Makes keys of what stands, a short transaction a chunk. Until `keyBuiltIns` nobody reads them and nobody keeps them; what
 * an earlier attempt left goes first.
 */
export async function keyAhead(client: pg.ClientBase, accountId: number): Promise<KeyedAhead> {
  const properties = await inAccount(client, accountId, async () => {
    const { rows } = await client.query<Unkeyed>(sql`
      SELECT p.id, p.object_type_id AS "objectTypeId", p.name FROM ${unkeyed(accountId)}`)
    await deleteKeys(client, accountId, rows)
    return rows
  })
  const versions = new Map<string, number>()
  for (const [objectTypeId, ofType] of byObjectType(properties)) {
    for (let after: string | undefined = '0'; after !== undefined; ) {
      const next: Sql = sql`id > ${after}::bigint ORDER BY id LIMIT ${chunk}`
      after = await inAccount(client, accountId, () =>
        keyRecords(client, accountId, objectTypeId, ofType, next, versions),
      )
    }
  }
  return versions
}

/**
 * From now on these properties are keyed, and every value of theirs has its key. Inside a transaction of the login that holds
 * the account's definitions lock and raises its epoch: whoever writes after it writes keys.
 */
export async function keyBuiltIns(
  client: pg.ClientBase,
  accountId: number,
  ahead: KeyedAhead,
): Promise<void> {
  const { rows } = await client.query<Unkeyed>(sql`
    UPDATE properties SET keyed = true, updated_at = now()
    WHERE account_id = ${accountId} AND id IN (SELECT p.id FROM ${unkeyed(accountId)})
    RETURNING id, object_type_id AS "objectTypeId", name`)
  for (const [objectTypeId, ofType] of byObjectType(rows)) {
    const records = await client.query<{ id: string; version: number }>(sql`
      SELECT id::text AS id, version FROM records WHERE account_id = ${accountId} AND object_type_id = ${objectTypeId}`)
    const changed = records.rows.flatMap(({ id, version }) => (ahead.get(id) === version ? [] : [id]))
    await deleteKeys(client, accountId, ofType, changed)
    const these = sql`id = ANY(${textArray(changed)}::bigint[])`
    await keyRecords(client, accountId, objectTypeId, ofType, these)
  }
}

async function inAccount<T>(client: pg.ClientBase, accountId: number, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN')
  try {
    await client.query(sql`SELECT set_config('app.account_id', ${String(accountId)}, true)`)
    const result = await work()
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
}

/** Those of the account's properties `p` that this program keys and that are not keyed. */
function unkeyed(accountId: number): Sql {
  const ofType = [...builtInProperties].flatMap(([type, seeds]) =>
    keyedNames(seeds).map((name) => [type, name]),
  )
  return sql`properties p JOIN object_types t ON t.account_id = p.account_id AND t.id = p.object_type_id
    WHERE p.account_id = ${accountId} AND p.built_in AND NOT p.keyed
      AND ((p.object_type_id, p.name) IN (
          SELECT * FROM unnest(${textArray(ofType.map(([type = '']) => type))}::text[],
            ${textArray(ofType.map(([, name = '']) => name))}::text[]))
        OR t.custom AND p.name = ANY(${textArray(keyedNames(customObjectProperties('')))}::text[]))`
}

function keyedNames(seeds: readonly PropertySeed[]): string[] {
  return seeds.flatMap(({ keyed, hasUniqueValue, name }) => (keyed && !hasUniqueValue ? [name] : []))
}

function byObjectType(properties: readonly Unkeyed[]): Map<string, Unkeyed[]> {
  const found = new Map<string, Unkeyed[]>()
  for (const property of properties)
    found.set(property.objectTypeId, [...(found.get(property.objectTypeId) ?? []), property])
  return found
}

async function deleteKeys(
  client: pg.ClientBase,
  accountId: number,
  properties: readonly Unkeyed[],
  recordIds?: readonly string[],
): Promise<void> {
  await client.query(sql`
    DELETE FROM record_keys
    WHERE account_id = ${accountId} AND property_id = ANY(${properties.map(({ id }) => id)}::int[])
      AND object_type_id = ANY(${textArray(properties.map((property) => property.objectTypeId))}::text[])
      AND (${recordIds === undefined} OR record_id = ANY(${textArray(recordIds ?? [])}::bigint[]))`)
}

/**
 * Makes the keys of some records, and notes their versions; the last of their ids, where there is one. A value on its way
 * to the hot side stands on both, and hot comes first.
 */
async function keyRecords(
  client: pg.ClientBase,
  accountId: number,
  objectTypeId: string,
  properties: readonly Unkeyed[],
  which: Sql,
  versions?: Map<string, number>,
): Promise<string | undefined> {
  const { rows } = await client.query<{
    id: string
    version: number
    property: number
    value: string | null
  }>(sql`
    SELECT r.id::text AS id, r.version, p.id AS property, coalesce(r.hot->>p.name, c.cold->>p.name) AS value
    FROM (
      SELECT account_id, id, version, hot FROM records
      WHERE account_id = ${accountId} AND object_type_id = ${objectTypeId}
        AND deleted_at IS NULL AND merged_into IS NULL AND ${which}
    ) AS r
    LEFT JOIN cold_values c ON c.account_id = r.account_id AND c.record_id = r.id
    CROSS JOIN unnest(${properties.map(({ id }) => id)}::int[],
      ${textArray(properties.map(({ name }) => name))}::text[]) AS p(id, name)
    ORDER BY r.id`)
  for (const { id, version } of rows) versions?.set(id, version)
  const keys = rows.flatMap(({ id, property, value }) =>
    value === null ? [] : [{ id, property, key: keyOf(value) }],
  )
  await client.query(sql`
    INSERT INTO record_keys (account_id, object_type_id, property_id, key, record_id, is_unique)
    SELECT ${accountId}, ${objectTypeId}, n.property_id, n.key, n.record_id, false
    FROM unnest(${keys.map(({ property }) => property)}::int[], ${textArray(keys.map(({ key }) => key))}::text[],
      ${textArray(keys.map(({ id }) => id))}::bigint[]) AS n(property_id, key, record_id)
    ON CONFLICT DO NOTHING`)
  return rows.at(-1)?.id
}
