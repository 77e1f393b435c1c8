// CONTRACT. What an account knows about one property of one object type.

/** Types of the wire contract (api.md 2.6). */
export const propertyTypes = [
  'string',
  'number',
  'bool',
  'enumeration',
  'date',
  'datetime',
  'phone_number',
  'json',
  'object_coordinates',
] as const
export type PropertyType = (typeof propertyTypes)[number]

/** Where a value is stored (engine.md 2). `column`: derived from a column of `records` (createdate, hs_object_id …). */
export type Placement = 'hot' | 'cold' | 'moving' | 'column'

export interface PropertyOption {
  readonly value: string
  readonly label: string
  readonly displayOrder: number
  readonly hidden: boolean
  readonly description?: string
}

export interface Property {
  readonly id: number
  readonly objectTypeId: string
  readonly name: string
  readonly label: string
  readonly type: PropertyType
  /** `text`, `textarea`, `number`, `select`, `radio`, `checkbox` (multi-select), `booleancheckbox`, `date`, … */
  readonly fieldType: string
  readonly groupName: string
  readonly description: string
  readonly options: readonly PropertyOption[]
  /** Options come from elsewhere: owners and pipelines of the account. While none are known, any value is accepted. */
  readonly externalOptions: boolean
  /** Its values are owner ids. */
  readonly referencedObjectType?: 'OWNER' | null
  readonly hasUniqueValue: boolean
  /** Kept in `record_keys` for lookup, search and sort. Unique properties always are. */
  readonly keyed: boolean
  readonly readOnly: boolean
  readonly calculated: boolean
  readonly hidden: boolean
  readonly displayOrder: number
  readonly placement: Placement
  readonly archivedAt: number | null
}

/** A multi-select enumeration: canonical value is a sorted array (engine.md 2). */
export function isMultiSelect(property: Pick<Property, 'type' | 'fieldType'>): boolean {
  return property.type === 'enumeration' && property.fieldType === 'checkbox'
}

/** Whether anybody but the system gives it values (A-EDR-9). */
export function isWritable(property: Property): boolean {
  return !property.readOnly && !property.calculated && property.placement !== 'column'
}
