import { type EventProperty, number, text } from './event-type.js'

/** The two records of an association, as every event of one names them (W-EVT-6, W-EVT-7). */
export const associationEnds: readonly EventProperty[] = [
  text('hs_from_object_type_id', 'From object type'),
  number('hs_from_object_id', 'From record ID'),
  text('hs_to_object_type_id', 'To object type'),
  number('hs_to_object_id', 'To record ID'),
]
