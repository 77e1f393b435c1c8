// The data sources of a flow: records that are fetched when a step runs, one for each enrolled record (api.md 4.6).
import { memberText } from '@millrace/filters'
import { type AssociationType, findProperty, fold, isObject, type Property } from '@millrace/model'
import type { LiveRecord, OneAssociated } from '../crm.js'
import {
  type AssociationContext,
  findAssociationType,
  readAssociationSpec,
} from '../records/association-spec.js'

/** One of the records associated with the enrolled one, or the first in an order of their values. */
export interface DataSource {
  readonly type: AssociationType
  readonly taken: OneAssociated | SortOrder
}

export interface SortOrder {
  readonly property: Property
  readonly descending: boolean
  readonly emptyFirst: boolean
}

/** By name; a text tells why a source is not read. Sources that nothing refers to may say anything. */
export type DataSources = ReadonlyMap<string, DataSource | string>

export function readDataSources(written: readonly unknown[], context: AssociationContext): DataSources {
  return new Map(
    written.filter(isObject).map((source) => [memberText(source.name), readSource(source, context)]),
  )
}

function readSource(
  source: Readonly<Record<string, unknown>>,
  context: AssociationContext,
): DataSource | string {
  const kind = memberText(source.type)
  if (kind !== 'ASSOCIATION' && kind !== 'ASSOCIATION_TIMESTAMP')
    return `Data sources of the type ${kind} are not read yet.`
  const spec = readAssociationSpec(source)
  const type = spec && findAssociationType(context, spec)
  if (!type) return 'The enrolled record has no such association.'
  const { property: name, order, missing } = isObject(source.sortBy) ? source.sortBy : {}
  const descending = order === 'DESC'
  if (kind === 'ASSOCIATION_TIMESTAMP') return { type, taken: descending ? 'last' : 'first' }
  if (name === undefined) return { type, taken: 'lowest id' }
  const property = findProperty(context.catalogue, type.toObjectTypeId, memberText(name))
  if (!property) return `Property "${memberText(name)}" to sort by does not exist.`
  return { type, taken: { property, descending, emptyFirst: memberText(missing).includes('FIRST') } }
}

/** Of several alike the oldest. */
export function firstOf(order: SortOrder, records: readonly LiveRecord[]): LiveRecord | undefined {
  return [...records].sort((a, b) => compare(order, a, b) || a.id - b.id)[0]
}

function compare({ property, descending, emptyFirst }: SortOrder, a: LiveRecord, b: LiveRecord): number {
  const [first, second] = [comparable(a, property), comparable(b, property)]
  if (first === second) return 0
  if (first === null) return emptyFirst ? -1 : 1
  if (second === null) return emptyFirst ? 1 : -1
  return first < second === descending ? 1 : -1
}

function comparable(record: LiveRecord, { name }: Property): string | number | null {
  const value = record.value(name)
  if (value === undefined || value === '') return null
  if (typeof value === 'number') return value
  return fold(typeof value === 'object' ? value.join(';') : String(value))
}
