import { Problem } from '@millrace/model'
import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

export interface PropertyGroup {
  readonly name: string
  readonly label: string
  readonly displayOrder: number
}

export function listPropertyGroups(tx: Transaction, objectTypeId: string): Promise<PropertyGroup[]> {
  return tx.query<PropertyGroup>(sql`
    SELECT name, label, display_order AS "displayOrder" FROM property_groups
    WHERE account_id = ${tx.accountId} AND object_type_id = ${objectTypeId} AND archived_at IS NULL
    ORDER BY display_order, name`)
}

/** An archived group of this name comes back. */
export async function createPropertyGroup(
  tx: Transaction,
  objectTypeId: string,
  { name, label, displayOrder = -1 }: { name: string; label: string; displayOrder?: number },
): Promise<PropertyGroup> {
  if (!/^[a-z][a-z0-9_]{0,99}$/.test(name))
    throw new Problem('INVALID_BODY', `"${name.slice(0, 100)}" is no name for a group.`, { field: 'name' })
  const [group] = await tx.query<PropertyGroup>(sql`
    INSERT INTO property_groups AS g (account_id, object_type_id, name, label, display_order)
    VALUES (${tx.accountId}, ${objectTypeId}, ${name}, ${label}, ${displayOrder})
    ON CONFLICT (account_id, object_type_id, name) DO UPDATE SET
      label = excluded.label, display_order = excluded.display_order, archived_at = NULL
    WHERE g.archived_at IS NOT NULL
    RETURNING name, label, display_order AS "displayOrder"`)
  if (!group) throw new Problem('PROPERTY_EXISTS', `There is a group "${name}" already.`, { field: 'name' })
  return group
}

export async function updatePropertyGroup(
  tx: Transaction,
  objectTypeId: string,
  name: string,
  change: { label?: string; displayOrder?: number },
): Promise<PropertyGroup> {
  const [group] = await tx.query<PropertyGroup>(sql`
    UPDATE property_groups SET label = coalesce(${change.label ?? null}, label),
      display_order = coalesce(${change.displayOrder ?? null}::int, display_order)
    WHERE account_id = ${tx.accountId} AND object_type_id = ${objectTypeId} AND name = ${name} AND archived_at IS NULL
    RETURNING name, label, display_order AS "displayOrder"`)
  if (!group) throw new Problem('PROPERTY_NOT_FOUND', `There is no property group "${name}".`)
  return group
}

/** Refused while a property stands in it, which would then name a group that nobody is told of. */
export async function archivePropertyGroup(
  tx: Transaction,
  objectTypeId: string,
  name: string,
): Promise<void> {
  const inside = await tx.query<{ name: string }>(sql`
    SELECT name FROM properties
    WHERE account_id = ${tx.accountId} AND object_type_id = ${objectTypeId} AND group_name = ${name}
      AND archived_at IS NULL
    ORDER BY name`)
  if (inside.length > 0)
    throw new Problem('PROPERTY_GROUP_IN_USE', `${inside.length} properties stand in the group "${name}".`, {
      field: 'groupName',
      context: { propertyName: inside.slice(0, 100).map((property) => property.name) },
    })
  await tx.execute(sql`
    UPDATE property_groups SET archived_at = now()
    WHERE account_id = ${tx.accountId} AND object_type_id = ${objectTypeId} AND name = ${name} AND archived_at IS NULL`)
}

/** A property may name a group that is yet to be made, or that was archived. */
export async function ensurePropertyGroup(
  tx: Transaction,
  objectTypeId: string,
  name: string,
): Promise<void> {
  await tx.execute(
    sql`
      INSERT INTO property_groups (account_id, object_type_id, name, label)
      VALUES (${tx.accountId}, ${objectTypeId}, ${name}, ${name})
      ON CONFLICT (account_id, object_type_id, name) DO UPDATE SET archived_at = NULL`,
    'properties.ensure-group',
  )
}
