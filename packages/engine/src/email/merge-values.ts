// What templates may name: values of records by the name of their object, and a few links.
import { findObjectType, type Property, toWire } from '@millrace/model'
import type { Definitions, StoredRecord } from '@millrace/store'

type MergeValue = string | number | boolean

/** `{contact: {firstname: 'Ada'}, deal: {…}, unsubscribe_link: 'https://…'}`; without prototypes. */
export type MergeValues = Readonly<Record<string, MergeValue | Readonly<Record<string, MergeValue>>>>

/** `contact`: who receives it; `enrolled`: who stands at the step, under its own name and as `enrolled_object`. */
export function mergeValues(
  definitions: Definitions,
  contact: StoredRecord | null,
  enrolled: StoredRecord,
  links: Readonly<Record<string, string>>,
): MergeValues {
  const values = Object.create(null) as Record<string, MergeValue | Readonly<Record<string, MergeValue>>>
  const own = valuesOf(definitions, enrolled)
  values[findObjectType(definitions.catalogue, enrolled.objectTypeId)?.singular ?? 'record'] = own
  values.enrolled_object = own
  if (contact) values.contact = contact === enrolled ? own : valuesOf(definitions, contact)
  return Object.assign(values, links)
}

/** Numbers and booleans as they are, so that templates can compare them; everything else as clients read it. */
function valuesOf({ catalogue }: Definitions, record: StoredRecord): Readonly<Record<string, MergeValue>> {
  const values = Object.create(null) as Record<string, MergeValue>
  for (const property of catalogue.properties.get(record.objectTypeId)?.values() ?? []) {
    const value = readValue(property, record)
    if (value !== null) values[property.name] = value
  }
  return values
}

function readValue(property: Property, record: StoredRecord): MergeValue | null {
  const value = record.value(property.name)
  return typeof value === 'number' && property.type === 'number'
    ? value
    : typeof value === 'boolean'
      ? value
      : toWire(property, value)
}
