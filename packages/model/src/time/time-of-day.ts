import { calendarDayOf, zonedTime } from './zone.js'

/** `hour` 0 to 23, `minute` 0 to 59. */
export interface TimeOfDay {
  readonly hour: number
  readonly minute: number
}

/** The instant of a time of day on a local day, by its number since 1970-01-01; W-SCH-20 where it does not exist or is twice. */
export function timeOnDay(dayNumber: number, { hour, minute }: TimeOfDay, zone: string): number {
  const { year, month, day } = calendarDayOf(dayNumber)
  return zonedTime(zone, { year, month, day, hour, minute })
}
