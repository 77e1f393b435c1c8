// Which properties an import has to make or widen before its rows fit. Pure: the dry run shows the same plan.
import {
  findProperty,
  fold,
  isMultiSelect,
  type ObjectType,
  Problem,
  type Property,
  type PropertyOption,
  type PropertyType,
} from '@millrace/model'
import type { Definitions, NewProperty } from '@millrace/store'
import type { InferredType } from './column-survey.js'
import type { Mapping } from './mapping.js'
import type { Survey } from './survey.js'

export interface PropertyPlan {
  readonly make: readonly NewProperty[]
  /** Options of the file that a choice does not have yet: all its options, old and new. */
  readonly widen: readonly { readonly name: string; readonly options: readonly PropertyOption[] }[]
  /** Every property the mapping names, as it will be. */
  property(name: string): Property
}

export function planProperties(
  definitions: Definitions,
  type: ObjectType,
  mapping: Mapping,
  survey: Survey,
): PropertyPlan {
  const make = new Map<string, NewProperty>()
  const widen: { name: string; options: readonly PropertyOption[] }[] = []
  const existing = (name: string) => findProperty(definitions.catalogue, type.id, name)
  for (const [column, mapped] of Object.entries(mapping.columns)) {
    const found = existing(mapped.property)
    const inferred = typeFor(mapped.property, mapped, survey.columns.get(column)?.infer(), () =>
      choiceOf(survey, column),
    )
    if (!found) make.set(mapped.property, newProperty(mapped.property, mapped.label ?? column, inferred))
    else {
      checkFits(found, mapped.type)
      const options = missingOptions(found, survey, column)
      if (options.length > 0) widen.push({ name: found.name, options: [...found.options, ...options] })
    }
  }
  for (const name of Object.keys(mapping.derive)) {
    if (!existing(name))
      make.set(name, newProperty(name, name, { type: 'string', fieldType: 'text', options: [] }))
  }
  for (const { name, label, ...shape } of mapping.properties) {
    if (!existing(name))
      make.set(name, newProperty(name, label ?? name, typeFor(name, shape, undefined, noChoice)))
  }
  const plan = { make: withUniqueKey(make, mapping), widen }
  return { ...plan, property: (name) => plannedProperty(plan, existing, type.id, name) }
}

function typeFor(
  name: string,
  wanted: { readonly type?: PropertyType | undefined; readonly fieldType?: string | undefined },
  inferred: InferredType | undefined,
  choice: () => InferredType,
): InferredType {
  const { type, fieldType } = wanted
  if (type === undefined) return inferred ?? { type: 'string', fieldType: 'text', options: [] }
  const shape = type === 'enumeration' ? choice() : { type, fieldType: usualField[type], options: [] }
  if (type === 'enumeration' && shape.options.length === 0 && inferred === undefined)
    throw new Problem('MAPPING_INVALID', `The choice "${name}" has no column to take its options from.`, {
      field: name,
    })
  return { ...shape, ...(fieldType === undefined ? {} : { fieldType }) }
}

const usualField: Readonly<Record<PropertyType, string>> = {
  string: 'text',
  number: 'number',
  bool: 'booleancheckbox',
  enumeration: 'select',
  date: 'date',
  datetime: 'date',
  phone_number: 'phonenumber',
  json: 'textarea',
  object_coordinates: 'text',
}

function choiceOf(survey: Survey, column: string): InferredType {
  const seen = survey.columns.get(column)
  if (!seen || seen.tooManyForOptions)
    throw new Problem('MAPPING_INVALID', `"${column}" has too many different values for a list of options.`, {
      field: `columns.${column}.type`,
    })
  return seen.asChoice()
}

const noChoice = (): InferredType => ({ type: 'enumeration', fieldType: 'select', options: [] })

function newProperty(name: string, label: string, { type, fieldType, options }: InferredType): NewProperty {
  return { name, label, type, fieldType, options }
}

function withUniqueKey(make: ReadonlyMap<string, NewProperty>, { uniqueKey }: Mapping): NewProperty[] {
  return [...make.values()].map((property) =>
    property.name === uniqueKey ? { ...property, hasUniqueValue: true } : property,
  )
}

function checkFits(property: Property, wanted: PropertyType | undefined): void {
  const { name, type, readOnly, calculated } = property
  if (readOnly || calculated)
    throw new Problem('MAPPING_INVALID', `The property "${name}" cannot be written.`, { field: name })
  if (wanted !== undefined && wanted !== type)
    throw new Problem('MAPPING_INVALID', `The property "${name}" is of type ${type}, not ${wanted}.`, {
      field: name,
    })
}

/** Options that differ from a known one in case or outer space only are that one. */
function missingOptions(property: Property, survey: Survey, column: string): PropertyOption[] {
  const seen = survey.columns.get(column)
  if (property.type !== 'enumeration' || property.externalOptions || isMultiSelect(property)) return []
  if (!seen || seen.tooManyForOptions) return []
  const known = new Set(property.options.map(({ value }) => fold(value)))
  return seen
    .asChoice()
    .options.filter(({ value }) => !known.has(fold(value)))
    .map((option, index) => ({ ...option, displayOrder: property.options.length + index }))
}

function plannedProperty(
  { make, widen }: Pick<PropertyPlan, 'make' | 'widen'>,
  existing: (name: string) => Property | undefined,
  objectTypeId: string,
  name: string,
): Property {
  const found = existing(name)
  const options = widen.find((wide) => wide.name === name)?.options
  if (found) return options ? { ...found, options } : found
  const made = make.find((property) => property.name === name)
  if (!made)
    throw new Problem(
      'MAPPING_INVALID',
      `There is no property "${name}", and the mapping does not make it.`,
      {
        field: name,
      },
    )
  return {
    id: 0,
    objectTypeId,
    groupName: '',
    description: '',
    options: [],
    externalOptions: false,
    hasUniqueValue: false,
    keyed: false,
    readOnly: false,
    calculated: false,
    hidden: false,
    displayOrder: -1,
    placement: 'cold',
    archivedAt: null,
    ...made,
  }
}
