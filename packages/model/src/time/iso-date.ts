const dayMs = 86_400_000

/** `2026-12-25` of a day's number since 1970-01-01. */
export function isoDateOf(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10)
}

/** The number since 1970-01-01 of a date such as `2026-12-25`. */
export function dayOfIsoDate(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / dayMs
}
