import { findObjectType, type ObjectType, Problem } from '@millrace/model'
import type { Definitions } from '@millrace/store'

/** The object type a path names: plural, singular, id, custom or fully qualified name (api.md 2.6). */
export function objectTypeOf({ catalogue }: Definitions, idOrName: string): ObjectType {
  const type = findObjectType(catalogue, idOrName)
  if (type) return type
  throw new Problem('OBJECT_TYPE_NOT_FOUND', `There is no object type "${idOrName.slice(0, 100)}".`, {
    field: 'objectType',
  })
}

/** Served for reading only (api.md 3.1): submissions are made by those who answer a survey. */
const readOnlyTypes: ReadonlySet<string> = new Set(['0-19'])

export function writableTypeOf(definitions: Definitions, idOrName: string): ObjectType {
  const type = objectTypeOf(definitions, idOrName)
  if (!readOnlyTypes.has(type.id)) return type
  throw new Problem('METHOD_NOT_ALLOWED', `${type.labels.plural} can be read, not written.`)
}
