import { choice, type EventType, text } from './event-type.js'

/** W-EVT-59. */
export const consentChanged: EventType = {
  id: 'millrace-consent-changed',
  name: 'e_privacy_consent',
  label: 'Privacy consent granted, declined or revoked',
  objectTypeIds: ['0-1'],
  properties: [
    choice('hs_consent', 'Consent', ['GRANTED', 'DECLINED', 'REVOKED']),
    text('hs_legal_basis', 'Legal basis'),
  ],
  countedBy: 'hs_consent',
}
