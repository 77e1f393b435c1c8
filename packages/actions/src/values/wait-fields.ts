// Members that waits share (api.md 6.2, 6.3).
import * as z from 'zod'

export const timeOfDaySchema = z.looseObject({ hour: z.number(), minute: z.number().optional() }).nullish()

export const zoneSchema = z
  .looseObject({ type: z.string(), timeZoneId: z.string().optional() })
  .nullish()
  .describe('STATIC_TIME_ZONE with its timeZoneId; else the zone of the workflow')

export const timeOfDayRule = 'A time of day has an hour of 0 to 23 and a minute of 0 to 59.'
