// The built-in schema as rows of an account.
import {
  type AssociationType,
  builtInAssociationTypes,
  builtInObjectTypes,
  builtInProperties,
  type PropertySeed,
} from '@millrace/model'
import type pg from 'pg'
import sql from 'sql-template-tag'

/** Inside a transaction of the login: it owns the tables, and the walls hold it too unless it is a superuser. */
export async function seedSchema(client: pg.ClientBase, accountId: number): Promise<void> {
  await seedBuiltIns(client, accountId)
  await client.query(sql`SELECT seed_pipelines(${accountId})`)
}

/** Repeatable: adds what is not there. Pipelines are not part of it: the account may have deleted the first ones. */
export async function seedBuiltIns(client: pg.ClientBase, accountId: number): Promise<void> {
  await client.query(sql`SELECT set_config('app.account_id', ${String(accountId)}, true)`)
  await client.query(seedObjectTypes(accountId))
  const properties = builtInObjectTypes.map(({ id }) => [id, builtInProperties.get(id) ?? []] as const)
  await client.query(seedPropertyGroups(accountId, properties))
  await client.query(seedProperties(accountId, properties))
  await client.query(seedAssociationTypes(accountId, builtInAssociationTypes))
}

function seedObjectTypes(accountId: number) {
  return sql`
    INSERT INTO object_types (account_id, id, name, singular, fully_qualified_name, labels, primary_display_property,
      required_properties, custom)
    SELECT ${accountId}, s.id, s.name, s.singular, s."fullyQualifiedName", s.labels, s."primaryDisplayProperty",
      s."requiredProperties", false
    FROM jsonb_to_recordset(${JSON.stringify(builtInObjectTypes)}::jsonb) AS s(
      id text, name text, singular text, "fullyQualifiedName" text, labels jsonb, "primaryDisplayProperty" text,
      "requiredProperties" text[])
    ON CONFLICT DO NOTHING`
}

/** Properties that object types begin with, by object type id. */
type Seeds = readonly (readonly [objectTypeId: string, seeds: readonly PropertySeed[]])[]

export function seedPropertyGroups(accountId: number, properties: Seeds) {
  const groups = properties.flatMap(([id, seeds]) =>
    [...new Set(seeds.map(({ groupName }) => groupName))].map((name) => ({
      objectTypeId: id,
      name,
      label: name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' '),
    })),
  )
  return sql`
    INSERT INTO property_groups (account_id, object_type_id, name, label)
    SELECT ${accountId}, s."objectTypeId", s.name, s.label
    FROM jsonb_to_recordset(${JSON.stringify(groups)}::jsonb) AS s("objectTypeId" text, name text, label text)
    ON CONFLICT DO NOTHING`
}

export function seedProperties(accountId: number, properties: Seeds) {
  const seeds = properties.flatMap(([objectTypeId, ofType]) =>
    ofType.map((seed, displayOrder) => ({ ...seed, objectTypeId, displayOrder })),
  )
  return sql`
    INSERT INTO properties (account_id, id, object_type_id, name, label, type, field_type, group_name, description, options,
      external_options, referenced_object_type, has_unique_value, keyed, read_only, calculated, built_in, hidden,
      display_order, placement)
    SELECT ${accountId},
      (SELECT coalesce(max(id), 0) FROM properties WHERE account_id = ${accountId}) + row_number() OVER (ORDER BY s.n),
      s."objectTypeId", s.name, s.label, s.type, s."fieldType", s."groupName", s.description, s.options,
      s."externalOptions", s."referencedObjectType", s."hasUniqueValue", s.keyed, s."readOnly", s.calculated, true, s.hidden, s."displayOrder", s.placement
    FROM (
      SELECT * FROM ROWS FROM (jsonb_to_recordset(${JSON.stringify(seeds)}::jsonb) AS (
        "objectTypeId" text, name text, label text, type text, "fieldType" text, "groupName" text, description text,
        options jsonb, "externalOptions" boolean, "referencedObjectType" text, "hasUniqueValue" boolean, keyed boolean,
        "readOnly" boolean, calculated boolean, hidden boolean, "displayOrder" int, placement text)) WITH ORDINALITY AS r(
        "objectTypeId", name, label, type, "fieldType", "groupName", description, options, "externalOptions",
        "referencedObjectType", "hasUniqueValue", keyed, "readOnly", calculated, hidden, "displayOrder", placement, n)
    ) s
    WHERE NOT EXISTS (
      SELECT 1 FROM properties p
      WHERE p.account_id = ${accountId} AND p.object_type_id = s."objectTypeId" AND p.name = s.name)`
}

/** One that was archived comes back; one that stands stays as it is. */
export function seedAssociationTypes(accountId: number, types: readonly AssociationType[]) {
  return sql`
    INSERT INTO association_types (account_id, category, type_id, from_object_type_id, to_object_type_id, inverse_type_id,
      label, name, max_per_record)
    SELECT ${accountId}, s.category, s."typeId", s."fromObjectTypeId", s."toObjectTypeId", s."inverseTypeId", s.label,
      s.name, s."maxPerRecord"
    FROM jsonb_to_recordset(${JSON.stringify(types)}::jsonb) AS s(
      category text, "typeId" int, "fromObjectTypeId" text, "toObjectTypeId" text, "inverseTypeId" int, label text,
      name text, "maxPerRecord" int)
    ON CONFLICT (account_id, category, type_id, from_object_type_id, to_object_type_id)
    DO UPDATE SET archived_at = NULL`
}
