// What the things a document names are called here: `{"lists": {"12": "3"}, "properties": {"old_name": "new_name"}}`.
import * as z from 'zod'
import { mapReferences } from './map-references.js'
import { type Reference, referenceKinds } from './reference.js'
import { removeActions } from './remove-actions.js'
import { renameProperties } from './rename-properties.js'

const id = z.union([z.string().min(1).max(1000), z.number().int().transform(String)])
const ids = z.record(z.string(), id.nullable())

/**
 * One member a kind: the id there to the id here, null where it is not known yet. `properties` goes by name;
 * `actions` names actions of a document, by `sourceId/actionId` or by `actionId`, that are to be left out.
 */
export const importMappingSchema = z
  .strictObject({
    ...Object.fromEntries(referenceKinds.map((kind) => [kind, ids.optional()])),
    properties: z.record(z.string(), z.string().min(1).max(1000).nullable()).optional(),
    actions: z.record(z.string(), z.literal('remove')).optional(),
  })
  .meta({ id: 'ImportMapping' })

export type ImportMapping = Readonly<
  Partial<Record<string, Readonly<Record<string, string | null | undefined>>>>
>

/** What a reference is here; undefined: nobody said. */
export function mappedId(mapping: ImportMapping, { kind, id }: Pick<Reference, 'kind' | 'id'>) {
  const known = mapping[kind]
  return known && Object.hasOwn(known, id) ? (known[id] ?? undefined) : undefined
}

/** The document without the actions that the mapping leaves out, everything else in the words of where it comes from. */
export function withoutRemoved<T>(document: T, { actions }: ImportMapping): T {
  return removeActions(document, actions ?? {})
}

/** The document in the words of this account, as far as the mapping knows them. */
export function applyMapping<T>(document: T, mapping: ImportMapping): T {
  const left = withoutRemoved(document, mapping)
  return renameProperties(
    mapReferences(left, (reference) => mappedId(mapping, reference)),
    mapping.properties ?? {},
  )
}
