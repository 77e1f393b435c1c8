// What a property may be called and be like: the rules for those that people make (api.md 2.6, 3.1).
import {
  isMultiSelect,
  isStorableText,
  type Problem,
  type Property,
  type PropertyOption,
  type PropertyType,
  propertyTypes,
} from '@millrace/model'
import { isInternalName } from '../internal-name.js'
import { invalidBody } from '../invalid-body.js'

export interface NewProperty {
  readonly name: string
  readonly label: string
  readonly type: PropertyType
  readonly fieldType: string
  readonly groupName?: string
  readonly description?: string
  readonly options?: readonly PropertyOption[]
  readonly externalOptions?: boolean
  /** Its values are owners of the account, whatever options are given. */
  readonly referencedObjectType?: 'OWNER'
  readonly hasUniqueValue?: boolean
  /** Looked up by value. Unique properties always are. */
  readonly keyed?: boolean
  readonly hidden?: boolean
  readonly displayOrder?: number
}

/** Only what may change while records have values. */
export type PropertyChange = Partial<
  Pick<
    NewProperty,
    'label' | 'groupName' | 'description' | 'options' | 'hidden' | 'displayOrder' | 'fieldType'
  >
>

/** Field types by type; the first is what a type gets when nothing fits better. */
const fieldTypes: Readonly<Record<PropertyType, readonly string[]>> = {
  string: ['text', 'textarea', 'html', 'file', 'phonenumber', 'radio', 'select'],
  number: ['number', 'text'],
  bool: ['booleancheckbox'],
  enumeration: ['select', 'radio', 'checkbox', 'booleancheckbox'],
  date: ['date'],
  datetime: ['date'],
  phone_number: ['phonenumber', 'text'],
  json: ['text', 'textarea'],
  object_coordinates: ['text'],
}

const mostOptions = 5_000

/** Everything wrong with a new property, as one entry each; empty when it may be made. */
export function problemsOf(property: NewProperty): Problem[] {
  const problems: Problem[] = []
  if (!isInternalName(property.name))
    problems.push(
      invalidBody(
        'name',
        `"${property.name.slice(0, 100)}" is no property name: a to z, 0 to 9 and _, from a letter, at most 100.`,
      ),
    )
  if (!propertyTypes.includes(property.type))
    problems.push(invalidBody('type', 'There is no such property type.'))
  else if (property.fieldType.startsWith('calculation_'))
    // One that is taken and never has a value would be worse.
    problems.push(invalidBody('fieldType', 'Properties that are calculated from others cannot be made yet.'))
  else if (!fieldTypes[property.type].includes(property.fieldType))
    problems.push(
      invalidBody(
        'fieldType',
        `A property of type ${property.type} cannot be shown as "${property.fieldType}".`,
      ),
    )
  problems.push(...textProblems(property), ...optionProblems(property.options ?? []))
  if (property.hasUniqueValue && !canBeUnique(property))
    problems.push(invalidBody('hasUniqueValue', 'Only single text and number values can be unique.'))
  return problems
}

/** The same for a change of a property that exists. */
export function problemsOfChange(current: Property, change: PropertyChange): Problem[] {
  const problems = [...textProblems(change), ...optionProblems(change.options ?? [])]
  if (change.fieldType === undefined || change.fieldType === current.fieldType) return problems
  const next = { type: current.type, fieldType: change.fieldType }
  if (!fieldTypes[current.type].includes(change.fieldType) || isMultiSelect(current) !== isMultiSelect(next))
    problems.push(
      invalidBody('fieldType', 'Its values could not be kept: one choice and several are stored apart.'),
    )
  return problems
}

/** Whether values stand in `record_keys`, for look-up by value (engine.md 1): each costs an index entry a record. */
export function isKeyed({ hasUniqueValue = false, keyed = false }: NewProperty): boolean {
  return hasUniqueValue || keyed
}

function canBeUnique({ type, fieldType }: NewProperty): boolean {
  return (
    (type === 'string' && fieldType !== 'html' && fieldType !== 'textarea') ||
    type === 'number' ||
    type === 'phone_number'
  )
}

function textProblems({ label, description }: { label?: string; description?: string }): Problem[] {
  const problems: Problem[] = []
  if (label !== undefined && (label.trim() === '' || label.length > 250 || !isStorableText(label)))
    problems.push(invalidBody('label', 'A label is text of 1 to 250 characters.'))
  if (description !== undefined && (description.length > 5_000 || !isStorableText(description)))
    problems.push(invalidBody('description', 'A description is text of at most 5,000 characters.'))
  return problems
}

function optionProblems(options: readonly PropertyOption[]): Problem[] {
  const problems: Problem[] = []
  if (options.length > mostOptions) problems.push(invalidBody('options', `At most ${mostOptions} options.`))
  const seen = new Set<string>()
  options.forEach(({ value, label }, i) => {
    const bad =
      value.trim() === '' || value.length > 3_000 || !isStorableText(value) || !isStorableText(label)
    if (bad || value.includes(';'))
      problems.push(invalidBody(`options[${i}].value`, 'An option is text without ";".'))
    if (seen.has(value)) problems.push(invalidBody(`options[${i}].value`, `"${value}" is there twice.`))
    seen.add(value)
  })
  return problems
}
