// CONTRACT. Canonical values (engine.md 2): made once, on write, in code; SQL compares them bytewise.

/**
 * text, phone, json, coordinates and single options: string · number, date (ms of midnight UTC) and datetime (ms): number ·
 * bool: boolean · multi-select: sorted array without duplicates. A value that is not there is absent, never null or ''.
 */
export type CanonicalValue = string | number | boolean | readonly string[]

/** Canonical values by property name, without `~name` companions. */
export type Values = Readonly<Record<string, CanonicalValue>>

/** What a write did to each property: old and new canonical value, null where there was or is none. */
export type Patch = Readonly<Record<string, readonly [CanonicalValue | null, CanonicalValue | null]>>
