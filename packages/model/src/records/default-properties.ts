const sets: Readonly<Record<string, readonly string[]>> = {
  '0-1': ['createdate', 'email', 'firstname', 'hs_object_id', 'lastmodifieddate', 'lastname'],
  '0-2': ['name', 'domain', 'createdate', 'hs_lastmodifieddate', 'hs_object_id'],
  '0-3': [
    'dealname',
    'amount',
    'closedate',
    'dealstage',
    'pipeline',
    'createdate',
    'hs_lastmodifieddate',
    'hs_object_id',
  ],
  '0-5': [
    'subject',
    'content',
    'hs_pipeline',
    'hs_pipeline_stage',
    'hs_ticket_priority',
    'hs_ticket_category',
    'createdate',
    'hs_lastmodifieddate',
    'hs_object_id',
  ],
}
const others = ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'] as const

/** What a read returns when it names no properties (api.md 2.6). */
export function defaultProperties(objectTypeId: string): readonly string[] {
  return sets[objectTypeId] ?? others
}
