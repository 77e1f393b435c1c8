import { Problem } from '@millrace/model'
import type { Definitions } from '../definitions/definitions.js'
import type { TakenKey } from './write-keys.js'

/** The refusal clients look for: its message names the holder (api.md 2.2). */
export function uniqueValueTaken(definitions: Definitions, taken: TakenKey): Problem {
  const name = keyedProperty(definitions, taken) ?? String(taken.propertyId)
  return new Problem(
    'UNIQUE_VALUE_TAKEN',
    `Another record has this value of "${name}" already. Existing ID: ${taken.holderId}`,
    { field: name, context: { propertyName: [name], existingId: [String(taken.holderId)] } },
  )
}

function keyedProperty({ catalogue }: Definitions, { objectTypeId, propertyId }: TakenKey) {
  for (const property of catalogue.properties.get(objectTypeId)?.values() ?? [])
    if (property.id === propertyId) return property.name
  return undefined
}
