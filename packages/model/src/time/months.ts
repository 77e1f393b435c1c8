/** Months as documents name them. */
export const months = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
] as const

/** 1 is January, 12 is December, 0 is none of them; in capitals or not. */
export function monthNumber(name: string): number {
  return (months as readonly string[]).indexOf(name.toUpperCase()) + 1
}
