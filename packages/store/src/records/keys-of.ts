import { keyOf } from '@millrace/model'
import type { Definitions } from '../definitions/definitions.js'
import type { StoredRecord } from './stored-record.js'
import type { RecordKey } from './write-keys.js'

/** The keys that stand for a record's values: it must have been loaded whole. `holderId`: whoever holds them now. */
export function keysOf(
  definitions: Definitions,
  record: StoredRecord,
  holderId: number = record.id,
): RecordKey[] {
  const keys: RecordKey[] = []
  for (const property of definitions.catalogue.properties.get(record.objectTypeId)?.values() ?? []) {
    const value = property.keyed && property.placement !== 'column' ? record.value(property.name) : undefined
    if (value === undefined) continue
    keys.push({
      objectTypeId: record.objectTypeId,
      propertyId: property.id,
      key: keyOf(value),
      recordId: holderId,
      isUnique: property.hasUniqueValue,
    })
  }
  return keys
}
