// In whose time zone a wait reckons: one it fixes, the record's own, else the workflow's (A-DLC-4, A-DLW-6, A-DLW-7).
import { findProperty, isTimeZone } from '@millrace/model'
import type { PrepareContext } from '../action.js'
import type { ActionNode } from '../action-node.js'
import type { LiveRecord } from '../crm.js'
import { additionsOf, type Findings, fieldsOf } from '../prepare.js'
import { staticZone } from './time-delay.js'

export interface ZoneOfWait {
  /** Property of the record that names its zone; null where everybody has the same. */
  readonly property: string | null
  of(record: LiveRecord): string
}

/** null with what is wrong noted. Members: `fields.time_zone_strategy`, `millrace.timeZoneProperty`. */
export function compileZone(
  node: ActionNode,
  context: PrepareContext,
  findings: Findings,
): ZoneOfWait | null {
  const fields = fieldsOf(node)
  const fixed = staticZone(fields.time_zone_strategy ?? fields.timeZoneStrategy)
  if (fixed === undefined) {
    findings.issue('WORKFLOW_INVALID', 'fields.time_zone_strategy', 'There is no such time zone.')
    return null
  }
  const property = additionsOf(node).timeZoneProperty
  if (typeof property !== 'string' || property === '') {
    const zone = fixed ?? context.timeZone
    return { property: null, of: () => zone }
  }
  if (!findProperty(context.catalogue, context.objectTypeId, property)) {
    findings.unknownProperty('millrace.timeZoneProperty', property)
    return null
  }
  const otherwise = fixed ?? context.timeZone
  return { property, of: (record) => readZone(record.value(property)) ?? otherwise }
}

/** HubSpot keeps zones as `us_slash_eastern`; others as `US/Eastern`. */
function readZone(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const zone = value.trim().replaceAll('_slash_', '/').replaceAll('_hyphen_', '-')
  return zone !== '' && isTimeZone(zone) ? zone : undefined
}
