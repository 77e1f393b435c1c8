// A `UNIFIED_EVENTS` branch as a trigger: the event, and conditions on its own properties (W-EVS-5; api.md 4.3, 5.1).
import { memberText } from '@millrace/filters'
import {
  type EventType,
  findEventType,
  findProperty,
  isObject,
  listJoined,
  listLeft,
  propertyValueChanged,
} from '@millrace/model'
import type { Checking } from '../checking.js'
import type { EnrollingEvent } from '../compiled-workflow.js'
import { eventFilter } from './event-filter.js'

type Json = Readonly<Record<string, unknown>>

/** None where something is wrong, which is noted; one for each property that `4-655002` names. */
export function enrollingEvents(branch: unknown, field: string, checking: Checking): EnrollingEvent[] {
  if (!isObject(branch)) return []
  const type = enrollingType(branch, field, checking)
  if (!type || !isOccurrence(branch, field, checking)) return []
  const filters = filtersOf(branch)
  if (type.id === propertyValueChanged.id) return propertyChanges(filters, field, checking)
  const filter = eventFilter(type, type.properties, filters, field, checking)
  return filter === undefined ? [] : [{ type, filter, property: null, lists: listsNamed(type, filters) }]
}

function enrollingType(branch: Json, field: string, checking: Checking): EventType | undefined {
  if (memberText(branch.filterBranchType).toUpperCase() !== 'UNIFIED_EVENTS') {
    const message = 'A trigger here is an event: a branch of the type UNIFIED_EVENTS.'
    checking.issue('FILTER_UNSUPPORTED', `${field}.filterBranchType`, message)
    return undefined
  }
  const id = memberText(branch.eventTypeId)
  const { catalogue, objectTypeId } = checking.filters
  const type = findEventType(catalogue, id)
  const refuse = (message: string) => {
    checking.issue('EVENT_TYPE_NOT_FOUND', `${field}.eventTypeId`, message)
    return undefined
  }
  if (!type) return refuse(`There is no event "${id}".`)
  if (type.neverEnrolls) return refuse(`"${type.label}" enrolls nobody.`)
  if (type.objectTypeIds && !type.objectTypeIds.includes(objectTypeId))
    return refuse(`"${type.label}" does not happen to records of the type ${objectTypeId}.`)
  return type
}

/** W-EVS-1, W-EVS-13: what has not happened, or how often it has, is a state and no event. */
function isOccurrence(branch: Json, field: string, checking: Checking): boolean {
  const operator = memberText(branch.operator ?? 'HAS_COMPLETED')
  if (operator !== 'HAS_COMPLETED') {
    const message = 'A trigger is something that happens: HAS_COMPLETED.'
    checking.issue('FILTER_UNSUPPORTED', `${field}.operator`, message)
    return false
  }
  for (const member of ['pruningRefineBy', 'coalescingRefineBy']) {
    const refinement = branch[member]
    if (!isObject(refinement) || refinement.type === 'ALL_HISTORY') continue
    const message = 'An event that enrolls happens now: how often or when it happened before cannot be asked.'
    checking.issue('FILTER_UNSUPPORTED', `${field}.${member}`, message)
    return false
  }
  return true
}

function filtersOf(branch: Json): readonly Json[] {
  return Array.isArray(branch.filters) ? branch.filters.filter(isObject) : []
}

/** W-EVT-3: `hs_name` says which property, `hs_value` and `hs_previous_value` are of that property's own type. */
function propertyChanges(filters: readonly Json[], field: string, checking: Checking): EnrollingEvent[] {
  const names = filters.filter(({ property }) => property === 'hs_name').flatMap(valuesOf)
  if (names.length === 0) {
    const message = 'The property whose change enrolls is not named (hs_name).'
    checking.issue('FILTER_INVALID', `${field}.filters`, message)
  }
  return names.flatMap((name) => {
    const { catalogue, objectTypeId } = checking.filters
    const property = findProperty(catalogue, objectTypeId, name)
    if (!property || property.placement === 'column') {
      const message = property ? `Changes of "${name}" are no event.` : `Property "${name}" does not exist.`
      checking.issue(property ? 'FILTER_UNSUPPORTED' : 'PROPERTY_DOESNT_EXIST', `${field}.filters`, message)
      return []
    }
    const properties = propertyValueChanged.properties.map((own) =>
      own.name === 'hs_value' || own.name === 'hs_previous_value'
        ? { ...property, name: own.name, label: own.label, placement: 'column' as const }
        : own,
    )
    const filter = eventFilter(propertyValueChanged, properties, filters, field, checking)
    return filter === undefined ? [] : [{ type: propertyValueChanged, filter, property, lists: [] }]
  })
}

function valuesOf({ operation }: Json): string[] {
  if (!isObject(operation)) return []
  const { value, values } = operation
  const named = Array.isArray(values) ? values : [value]
  return named.filter((name): name is string => typeof name === 'string' && name !== '')
}

/** Lists that a condition names: they are in use, and whoever joins them is noted. */
function listsNamed({ id }: EventType, filters: readonly Json[]): number[] {
  if (id !== listJoined.id && id !== listLeft.id) return []
  return filters
    .filter(({ property }) => property === 'hs_list_id')
    .flatMap(({ operation }) => (isObject(operation) ? [Number(memberText(operation.value))] : []))
    .filter((listId) => Number.isSafeInteger(listId) && listId > 0)
}
