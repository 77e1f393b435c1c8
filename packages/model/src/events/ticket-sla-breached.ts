import { choice, type EventType, instant } from './event-type.js'

/** W-EVT-57. */
export const ticketSlaBreached: EventType = {
  id: 'millrace-ticket-sla-breached',
  name: 'e_ticket_sla_breached',
  label: 'Ticket SLA breached',
  objectTypeIds: ['0-5'],
  properties: [
    choice('hs_sla', 'Which SLA', ['FIRST_RESPONSE', 'RESOLUTION']),
    instant('hs_breached_at', 'Breached at'),
  ],
  countedBy: 'hs_sla',
}
