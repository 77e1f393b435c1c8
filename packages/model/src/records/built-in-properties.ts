// The standard properties of each built-in object type: those that common clients and imported flows name.
import { activityProperties } from './activity-properties.js'
import { commerceProperties } from './commerce-properties.js'
import { coreProperties } from './core-properties.js'
import { builtInObjectTypes } from './object-types.js'
import { column, keyed, owner, type PropertySeed, reference } from './property-table.js'

const standardProperties = { ...coreProperties, ...activityProperties, ...commerceProperties }

/** Object types whose creation time is also read as `createdate` (api.md 2.6). */
const withPlainCreateDate: ReadonlySet<string> = new Set(['0-1', '0-2', '0-3', '0-5', '0-7', '0-8'])

/** The properties every object type has, from columns of `records`. Contacts: `lastmodifieddate` besides. */
export function systemProperties(objectTypeId: string): readonly PropertySeed[] {
  return [
    column('hs_object_id', 'Record ID', 'number'),
    ...(withPlainCreateDate.has(objectTypeId) ? [column('createdate', 'Create date', 'datetime')] : []),
    column('hs_createdate', 'Object create date/time', 'datetime'),
    ...(objectTypeId === '0-1' ? [column('lastmodifieddate', 'Last modified date', 'datetime')] : []),
    column('hs_lastmodifieddate', 'Last modified date', 'datetime'),
  ]
}

/** Built-in properties by object type id, system properties included, in display order. */
export const builtInProperties: ReadonlyMap<string, readonly PropertySeed[]> = new Map(
  builtInObjectTypes.map(({ id }) => [id, [...(standardProperties[id] ?? []), ...systemProperties(id)]]),
)

/** The properties a custom object type begins with. */
export function customObjectProperties(objectTypeId: string): readonly PropertySeed[] {
  return [
    owner(),
    reference('hs_pipeline', 'Pipeline', keyed),
    reference('hs_pipeline_stage', 'Pipeline stage', keyed),
    ...systemProperties(objectTypeId),
  ]
}
