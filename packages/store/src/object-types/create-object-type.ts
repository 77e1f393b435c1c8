import {
  type AssociationType,
  customObjectProperties,
  findObjectType,
  generatedAssociationTypes,
  Problem,
} from '@millrace/model'
import sql from 'sql-template-tag'
import { seedAssociationTypes, seedProperties, seedPropertyGroups } from '../accounts/seed-schema.js'
import { textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import { bumpEpoch } from '../definitions/bump-epoch.js'
import type { Definitions } from '../definitions/definitions.js'
import { definitionsOf } from '../definitions/definitions-cache.js'
import { createProperties } from '../properties/create-properties.js'
import type { NewProperty } from '../properties/property-definition.js'
import {
  checkDescription,
  checkName,
  checkNamed,
  labelsOf,
  type NewObjectType,
  qualifiedName,
} from './object-type-definition.js'
import { type ObjectTypeRecord, objectTypeColumns } from './read-object-types.js'

/** Contacts, companies, deals, tickets and every kind of activity: each custom object can be associated with them. */
const alwaysAssociated = [
  '0-1',
  '0-2',
  '0-3',
  '0-5',
  '0-18',
  '0-27',
  '0-46',
  '0-47',
  '0-48',
  '0-49',
  '0-116',
] as const

/**
 * Makes a custom object type (W-OBJ-8) with its standard properties, its own, and unlabelled associations in both
 * directions. All or nothing, under the exclusive lock. Throws INVALID_BODY, OBJECT_TYPE_EXISTS, OBJECT_TYPE_NOT_FOUND.
 */
export async function createObjectType(
  tx: Transaction,
  definitions: Definitions,
  wanted: NewObjectType,
): Promise<ObjectTypeRecord> {
  checkName(definitions, wanted.name)
  checkDescription(wanted.description)
  const partners = partnersOf(definitions, wanted.associatedObjects ?? [])
  const properties = ownProperties(wanted)
  const primary = wanted.primaryDisplayProperty ?? properties[0]?.name ?? 'hs_object_id'
  const type = await insertObjectType(tx, { ...wanted, primaryDisplayProperty: primary })
  await seed(tx, definitions, type, partners)
  await bumpEpoch(tx)
  await makeProperties(tx, type, searchable(properties, [primary, ...type.searchableProperties]))
  checkNamed(await definitionsOf(tx), type.id, type)
  return type
}

function partnersOf({ catalogue }: Definitions, names: readonly string[]): ReadonlySet<string> {
  const partners = new Set<string>(alwaysAssociated)
  for (const name of names) {
    const type = findObjectType(catalogue, name)
    if (!type)
      throw new Problem('OBJECT_TYPE_NOT_FOUND', `There is no object type "${name.slice(0, 100)}".`, {
        field: 'associatedObjects',
      })
    partners.add(type.id)
  }
  return partners
}

/** A record needs something to be shown by. */
function ownProperties({ properties, primaryDisplayProperty }: NewObjectType): readonly NewProperty[] {
  if (properties.length > 0 || primaryDisplayProperty !== undefined) return properties
  return [{ name: 'name', label: 'Name', type: 'string', fieldType: 'text' }]
}

/** Words of a search are looked for in keyed text. */
function searchable(properties: readonly NewProperty[], names: readonly string[]): readonly NewProperty[] {
  return properties.map((property) =>
    names.includes(property.name) ? { ...property, keyed: true } : property,
  )
}

async function insertObjectType(
  tx: Transaction,
  wanted: NewObjectType & { readonly primaryDisplayProperty: string },
): Promise<ObjectTypeRecord> {
  const { name, primaryDisplayProperty, description = null } = wanted
  const [type] = await tx.query<ObjectTypeRecord>(sql`
    INSERT INTO object_types (account_id, id, name, singular, fully_qualified_name, labels, primary_display_property,
      required_properties, searchable_properties, secondary_display_properties, description, custom)
    SELECT ${tx.accountId}, '2-' || 1 + coalesce(max(split_part(id, '-', 2)::int), 0), ${name}, ${name},
      ${qualifiedName(tx.accountId, name)}, ${JSON.stringify(labelsOf(name, wanted.labels))}::jsonb,
      ${primaryDisplayProperty}, ${textArray(wanted.requiredProperties ?? [])}::text[],
      ${textArray(wanted.searchableProperties ?? [])}::text[],
      ${textArray(wanted.secondaryDisplayProperties ?? [])}::text[], ${description}, true
    FROM object_types WHERE account_id = ${tx.accountId} AND custom
    RETURNING ${objectTypeColumns}`)
  if (!type) throw new Error('INSERT … RETURNING returned nothing')
  return type
}

async function seed(
  tx: Transaction,
  { catalogue }: Definitions,
  { id, singular }: ObjectTypeRecord,
  partners: ReadonlySet<string>,
): Promise<void> {
  const seeds = [[id, customObjectProperties(id)]] as const
  const singularOf = (other: string) =>
    other === id ? singular : (catalogue.objectTypes.get(other)?.singular ?? other)
  const associations: AssociationType[] = [...partners].flatMap((partner) =>
    generatedAssociationTypes(id, partner, singularOf),
  )
  await tx.execute(seedPropertyGroups(tx.accountId, seeds))
  await tx.execute(seedProperties(tx.accountId, seeds))
  await tx.execute(seedAssociationTypes(tx.accountId, associations))
}

async function makeProperties(
  tx: Transaction,
  { id }: ObjectTypeRecord,
  properties: readonly NewProperty[],
): Promise<void> {
  const results = await createProperties(tx, await definitionsOf(tx), id, properties)
  results.forEach((result, i) => {
    if (result.ok) return
    const { code, message, field, context } = result.problem
    throw new Problem(code, message, { field: `properties[${i}].${field ?? 'name'}`, context })
  })
}
