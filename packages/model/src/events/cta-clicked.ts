import { ctaProperties } from './cta-properties.js'
import type { EventType } from './event-type.js'

/** W-EVT-14. */
export const ctaClicked: EventType = {
  id: '4-1555805',
  name: 'e_cta_clicked',
  label: 'Call-to-action clicked',
  objectTypeIds: ['0-1'],
  properties: ctaProperties,
  countedBy: 'hs_cta_id',
}
