// What a custom object type may be called and be like (W-OBJ-8; api.md 3).
import { findObjectType, isStorableText, Problem } from '@millrace/model'
import type { Definitions } from '../definitions/definitions.js'
import { invalidBody } from '../invalid-body.js'
import type { NewProperty } from '../properties/property-definition.js'

export interface ObjectTypeLabels {
  readonly singular?: string
  readonly plural?: string
}

export interface NewObjectType {
  /** Part of paths, and of the fully qualified name; never changes. */
  readonly name: string
  readonly labels: ObjectTypeLabels
  readonly description?: string | null
  readonly properties: readonly NewProperty[]
  /** The first property when absent; without any a text property `name` is made. */
  readonly primaryDisplayProperty?: string
  readonly secondaryDisplayProperties?: readonly string[]
  readonly requiredProperties?: readonly string[]
  readonly searchableProperties?: readonly string[]
  /** Object types by any of their names, to be associated with besides the standard ones. */
  readonly associatedObjects?: readonly string[]
}

export type ObjectTypeChange = Partial<
  Pick<
    NewObjectType,
    | 'labels'
    | 'description'
    | 'primaryDisplayProperty'
    | 'secondaryDisplayProperties'
    | 'requiredProperties'
    | 'searchableProperties'
  >
>

const namePattern = /^[A-Za-z][A-Za-z0-9_]{0,99}$/

/** Throws INVALID_BODY, or OBJECT_TYPE_EXISTS when a type can be reached by the name already, singular and case aside. */
export function checkName({ catalogue }: Definitions, name: string): void {
  if (!namePattern.test(name) || ['constructor', 'prototype'].includes(name.toLowerCase()))
    throw invalidBody(
      'name',
      `"${name.slice(0, 100)}" is no object name: letters, digits and _, from a letter, at most 100.`,
    )
  for (const known of [name, qualifiedName(catalogue.accountId, name)]) {
    const taken = findObjectType(catalogue, known)
    if (taken)
      throw new Problem('OBJECT_TYPE_EXISTS', `There is an object type "${taken.name}" already.`, {
        field: 'name',
        context: { objectTypeId: [taken.id] },
      })
  }
}

export function qualifiedName(accountId: number, name: string): string {
  return `p${accountId}_${name}`
}

/** Labels as they are shown: what is missing is made from what is there. */
export function labelsOf(name: string, { singular, plural }: ObjectTypeLabels) {
  for (const [field, label] of Object.entries({ singular, plural })) {
    if (label === undefined) continue
    if (label.trim() === '' || label.length > 250 || !isStorableText(label))
      throw invalidBody(`labels.${field}`, 'A label is text of 1 to 250 characters.')
  }
  return { singular: singular ?? plural ?? name, plural: plural ?? singular ?? name }
}

export function checkDescription(description: string | null | undefined): void {
  if (typeof description === 'string' && (description.length > 5_000 || !isStorableText(description)))
    throw invalidBody('description', 'A description is text of at most 5,000 characters.')
}

interface NamedProperties {
  readonly primaryDisplayProperty: string
  readonly secondaryDisplayProperties: readonly string[]
  readonly requiredProperties: readonly string[]
  readonly searchableProperties: readonly string[]
}

/**
 * Every property that a definition names must be there; required ones can be written; searchable ones are looked up by
 * value, which a property is from its making on.
 */
export function checkNamed(definitions: Definitions, id: string, named: NamedProperties): void {
  const { primaryDisplayProperty, secondaryDisplayProperties, requiredProperties, searchableProperties } =
    named
  const lists = { secondaryDisplayProperties, requiredProperties, searchableProperties }
  const all: Record<string, readonly string[]> = {
    primaryDisplayProperty: [primaryDisplayProperty],
    ...lists,
  }
  for (const [field, names] of Object.entries(all)) {
    for (const name of names) {
      const property = definitions.property(id, name)
      if (!property) throw invalidBody(field, `There is no property "${name.slice(0, 100)}".`)
      if (field === 'requiredProperties' && (property.readOnly || property.calculated))
        throw invalidBody(field, `"${name}" is written by the system; nobody can be asked for it.`)
      if (field === 'searchableProperties' && !property.keyed)
        throw invalidBody(field, `"${name}" was not made to be searched; make a property that is.`)
    }
  }
}
