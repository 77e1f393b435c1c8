import { type EventType, number, text } from './event-type.js'

/** W-EVT-15. */
export const mediaPlayed: EventType = {
  id: '4-675783',
  name: 'e_media_played',
  label: 'Media played on a page',
  objectTypeIds: ['0-1'],
  properties: [
    text('hs_media_id', 'Media'),
    text('hs_media_title', 'Media title'),
    text('hs_page_url', 'Page URL'),
    number('hs_played_percent', 'Played percent'),
  ],
  countedBy: 'hs_media_id',
}
