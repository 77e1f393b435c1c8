import { ctaProperties } from './cta-properties.js'
import type { EventType } from './event-type.js'

/** W-EVT-13. */
export const ctaViewed: EventType = {
  id: '4-1555804',
  name: 'e_cta_viewed',
  label: 'Call-to-action viewed',
  objectTypeIds: ['0-1'],
  properties: ctaProperties,
  countedBy: 'hs_cta_id',
}
