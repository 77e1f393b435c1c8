import { type ObjectType, Problem, type Property, toCanonical } from '@millrace/model'
import { type Definitions, findByKey, type Transaction } from '@millrace/store'

/** Record ids by the text of a unique property, in order; undefined where no record has it. */
export async function findNamed(
  tx: Transaction,
  property: Property,
  texts: readonly string[],
): Promise<readonly (number | undefined)[]> {
  const values = texts.map((text) => {
    const result = toCanonical(property, text)
    return result.ok ? result.value : null
  })
  const found = await findByKey(
    tx,
    property,
    values.filter((value) => value !== null),
  )
  return values.map((value) => (value === null ? undefined : found.get(value)))
}

/** The property that `idProperty` names. Problem: INVALID_QUERY. */
export function uniquePropertyOf(definitions: Definitions, type: ObjectType, name: string): Property {
  const property = definitions.property(type.id, name)
  if (property?.hasUniqueValue) return property
  throw new Problem('INVALID_QUERY', `"${name.slice(0, 100)}" is not a property with unique values.`, {
    field: 'idProperty',
  })
}
