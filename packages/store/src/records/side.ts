// What one write does to one side, hot or cold, of one record.
import { textArray } from '../array-literals.js'

/** Members by name, as JSON text; null clears. A later version of the same record overwrites an earlier one. */
export type Side = Map<string, string | null>

export function setsOf(side: Side): string {
  let members = ''
  for (const [name, value] of side) {
    if (value === null) continue
    members += members === '' ? `"${name}":${value}` : `,"${name}":${value}`
  }
  return `{${members}}`
}

/** An array literal inside a text: arrays of arrays of different lengths do not exist. */
export function clearsOf(side: Side): string {
  const names: string[] = []
  for (const [name, value] of side) if (value === null) names.push(name)
  return textArray(names)
}

export function hasClear(side: Side): boolean {
  for (const value of side.values()) if (value === null) return true
  return false
}

export function hasSet(side: Side): boolean {
  for (const value of side.values()) if (value !== null) return true
  return false
}
