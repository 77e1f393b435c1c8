import { Problem, type Property } from '@millrace/model'
import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import { bumpEpoch } from '../definitions/bump-epoch.js'
import { readsProperty } from '../definitions/compile-lists.js'
import type { Definitions } from '../definitions/definitions.js'
import { type PropertyChange, problemsOfChange } from './property-definition.js'
import { ensurePropertyGroup } from './property-groups.js'

/** Changes what may change while records have values; the type never. Under the exclusive lock. */
export async function updateProperty(
  tx: Transaction,
  definitions: Definitions,
  objectTypeId: string,
  name: string,
  change: PropertyChange,
): Promise<Property> {
  const current = existing(definitions, objectTypeId, name)
  const [problem] = problemsOfChange(current, change)
  if (problem) throw problem
  const next = { ...current, ...change }
  if (next.groupName !== current.groupName) await ensurePropertyGroup(tx, objectTypeId, next.groupName)
  await tx.execute(sql`
    UPDATE properties SET label = ${next.label}, group_name = ${next.groupName}, description = ${next.description},
      options = ${JSON.stringify(next.options)}::jsonb, hidden = ${next.hidden}, display_order = ${next.displayOrder},
      field_type = ${next.fieldType}, updated_at = now()
    WHERE account_id = ${tx.accountId} AND id = ${current.id}`)
  await bumpEpoch(tx)
  return next
}

/**
 * Archives a property: its values stay, nobody sees them. Refused while a live workflow reads or writes it, or an active
 * list reads it. Under the exclusive lock.
 */
export async function archiveProperty(
  tx: Transaction,
  definitions: Definitions,
  objectTypeId: string,
  name: string,
): Promise<void> {
  const current = existing(definitions, objectTypeId, name)
  const [builtIn] = await tx.query(
    sql`SELECT 1 FROM properties WHERE account_id = ${tx.accountId} AND id = ${current.id} AND built_in`,
  )
  if (builtIn)
    throw new Problem('READ_ONLY_VALUE', `"${name}" is a standard property and stays.`, { field: 'name' })
  const users = usersOf(definitions, objectTypeId, name)
  const lists = listsReading(definitions, objectTypeId, name)
  if (users.length + lists.length > 0) {
    const named = [...users.map((id) => `workflow ${id}`), ...lists.map((id) => `list ${id}`)]
    throw new Problem('PROPERTY_IN_USE', `"${name}" is used by ${named.join(', ')}.`, {
      field: 'name',
      context: {
        propertyName: [name],
        ...(users.length > 0 && { workflowId: users.map(String) }),
        ...(lists.length > 0 && { listId: lists.map(String) }),
      },
    })
  }
  await tx.execute(sql`
    UPDATE properties SET archived_at = now(), updated_at = now()
    WHERE account_id = ${tx.accountId} AND id = ${current.id}`)
  await bumpEpoch(tx)
}

/** Live workflows that read or write the property, on this object type or through an association. */
function usersOf(definitions: Definitions, objectTypeId: string, name: string): number[] {
  const readElsewhere = definitions.watchedByAssociation(objectTypeId).has(name)
  return [...definitions.workflows.values()]
    .filter(({ compiled }) =>
      compiled.objectTypeId === objectTypeId
        ? compiled.hotProperties.has(name) || compiled.asks.properties.has(name)
        : readElsewhere && compiled.isEnabled && compiled.watches.associations.length > 0,
    )
    .map(({ compiled }) => compiled.workflowId)
}

function listsReading(definitions: Definitions, objectTypeId: string, name: string): number[] {
  return [...definitions.lists.values()]
    .filter((list) => readsProperty(list.objectTypeId, list.filter.reads, { objectTypeId, name }))
    .map(({ listId }) => listId)
}

function existing(definitions: Definitions, objectTypeId: string, name: string): Property {
  const property = definitions.property(objectTypeId, name)
  if (!property)
    throw new Problem('PROPERTY_NOT_FOUND', `There is no property "${name}".`, {
      context: { propertyName: [name] },
    })
  return property
}
