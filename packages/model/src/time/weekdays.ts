/** Days of the week as documents name them; weeks begin on Monday (ISO 8601). */
export const weekdays = [
  'MONDAY',
  'TUESDAY',
  'WEDNESDAY',
  'THURSDAY',
  'FRIDAY',
  'SATURDAY',
  'SUNDAY',
] as const

/** 1 is Monday, 7 is Sunday, 0 is none of them; in capitals or not. */
export function weekdayNumber(name: string): number {
  return (weekdays as readonly string[]).indexOf(name.toUpperCase()) + 1
}
