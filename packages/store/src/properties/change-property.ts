import { Problem, type Property } from '@millrace/model'
import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import { bumpEpoch } from '../definitions/bump-epoch.js'
import type { Definitions } from '../definitions/definitions.js'
import { type PropertyChange, problemsOfChange } from './property-definition.js'

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
  await tx.execute(sql`
    UPDATE properties SET label = ${next.label}, group_name = ${next.groupName}, description = ${next.description},
      options = ${JSON.stringify(next.options)}::jsonb, hidden = ${next.hidden}, display_order = ${next.displayOrder},
      field_type = ${next.fieldType}, updated_at = now()
    WHERE account_id = ${tx.accountId} AND id = ${current.id}`)
  await bumpEpoch(tx)
  return next
}

/**
 * Archives a property: its values stay, nobody sees them. Refused while a live workflow reads or writes it. Under the
 * exclusive lock.
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
  if (users.length > 0)
    throw new Problem('PROPERTY_IN_USE', `"${name}" is used by workflow ${users.join(', ')}.`, {
      field: 'name',
      context: { propertyName: [name], workflowId: users.map(String) },
    })
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
        ? compiled.hotProperties.has(name) || compiled.watches.properties.has(name)
        : readElsewhere && compiled.isEnabled && compiled.watches.associations.length > 0,
    )
    .map(({ compiled }) => compiled.workflowId)
}

function existing(definitions: Definitions, objectTypeId: string, name: string): Property {
  const property = definitions.property(objectTypeId, name)
  if (!property)
    throw new Problem('PROPERTY_NOT_FOUND', `There is no property "${name}".`, {
      context: { propertyName: [name] },
    })
  return property
}
