import { Problem, type Property } from '@millrace/model'
import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import { bumpEpoch } from '../definitions/bump-epoch.js'
import type { Definitions } from '../definitions/definitions.js'
import { isKeyed, type NewProperty, problemsOf } from './property-definition.js'
import { ensurePropertyGroup } from './property-groups.js'

export type PropertyResult =
  | { readonly ok: true; readonly property: Property }
  | { readonly ok: false; readonly problem: Problem }

/**
 * Makes properties of one object type, one result each, in order. Under the exclusive lock. A name that an archived
 * property had comes back with the new definition, as long as the type is the same: old values stand behind it.
 */
export async function createProperties(
  tx: Transaction,
  definitions: Definitions,
  objectTypeId: string,
  properties: readonly NewProperty[],
): Promise<PropertyResult[]> {
  if (!definitions.catalogue.objectTypes.has(objectTypeId))
    throw new Problem('OBJECT_TYPE_NOT_FOUND', `There is no object type ${objectTypeId}.`)
  const taken = new Set(definitions.catalogue.properties.get(objectTypeId)?.keys())
  const results: PropertyResult[] = []
  for (const property of properties) {
    const problem = refusal(property, taken)
    taken.add(property.name)
    results.push(problem ? { ok: false, problem } : await insertProperty(tx, objectTypeId, property))
  }
  if (results.some(({ ok }) => ok)) await bumpEpoch(tx)
  return results
}

function refusal(property: NewProperty, taken: ReadonlySet<string>): Problem | undefined {
  const problems = problemsOf(property)
  const [first] = problems
  if (first)
    return new Problem('INVALID_BODY', first.message, {
      details: problems.map((problem) => problem.toDetail()),
      ...(first.field && { field: first.field }),
    })
  if (!taken.has(property.name)) return undefined
  return new Problem('PROPERTY_EXISTS', `There is a property "${property.name}" already.`, {
    field: 'name',
    context: { propertyName: [property.name] },
  })
}

async function insertProperty(
  tx: Transaction,
  objectTypeId: string,
  property: NewProperty,
): Promise<PropertyResult> {
  const keyed = isKeyed(property)
  const options = (property.options ?? []).map((option, i) => ({
    ...option,
    displayOrder: option.displayOrder ?? i,
  }))
  const groupName = property.groupName ?? 'information'
  const referenced = property.referencedObjectType ?? null
  await ensurePropertyGroup(tx, objectTypeId, groupName)
  const [row] = await tx.query<Property>(
    sql`
      INSERT INTO properties AS p (account_id, id, object_type_id, name, label, type, field_type, group_name, description,
        options, external_options, referenced_object_type, has_unique_value, keyed, hidden, display_order, placement)
      SELECT ${tx.accountId}, coalesce(max(id), 0) + 1, ${objectTypeId}, ${property.name}, ${property.label}, ${property.type},
        ${property.fieldType}, ${groupName}, ${property.description ?? ''}, ${JSON.stringify(options)}::jsonb,
        ${property.externalOptions === true || referenced !== null}, ${referenced}, ${property.hasUniqueValue ?? false}, ${keyed}, ${property.hidden ?? false},
        ${property.displayOrder ?? -1}, 'cold'
      FROM properties WHERE account_id = ${tx.accountId}
      ON CONFLICT (account_id, object_type_id, name) DO UPDATE SET
        label = excluded.label, field_type = excluded.field_type, group_name = excluded.group_name,
        description = excluded.description, options = excluded.options, external_options = excluded.external_options,
        referenced_object_type = excluded.referenced_object_type, hidden = excluded.hidden, display_order = excluded.display_order, archived_at = NULL, updated_at = now()
      WHERE p.archived_at IS NOT NULL AND p.type = excluded.type AND p.keyed = excluded.keyed
        AND p.has_unique_value = excluded.has_unique_value
        AND (p.field_type = 'checkbox') = (excluded.field_type = 'checkbox')
      RETURNING id, object_type_id AS "objectTypeId", name, label, type, field_type AS "fieldType",
        group_name AS "groupName", description, options, external_options AS "externalOptions",
        referenced_object_type AS "referencedObjectType", has_unique_value AS "hasUniqueValue", keyed, read_only AS "readOnly", calculated, hidden,
        display_order AS "displayOrder", placement, archived_at AS "archivedAt"`,
    'properties.insert',
  )
  if (row) return { ok: true, property: row }
  const sentence = `An archived property "${property.name}" of another type has this name; choose another.`
  return { ok: false, problem: new Problem('PROPERTY_EXISTS', sentence, { field: 'name' }) }
}
