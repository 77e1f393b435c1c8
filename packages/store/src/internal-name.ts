const pattern = /^[a-z][a-z0-9_]{0,99}$/
/** Names that mean something else to JavaScript objects. */
const reserved: ReadonlySet<string> = new Set(['constructor', 'prototype'])

/** Whether a property or an event may have this internal name: a to z, 0 to 9 and _, from a letter, at most 100. */
export function isInternalName(name: string): boolean {
  return pattern.test(name) && !reserved.has(name)
}
