import { raw } from 'sql-template-tag'
import type { Condition } from '../condition.js'

/** A literal truth value: a CONSTANT filter, or a RESTRICTED branch, which is never true (api.md 5.1). */
export function constant(answer: boolean): Condition {
  return {
    matches: () => answer,
    toSql: () => raw(String(answer)),
    read: () => {},
    nextFlip: () => null,
    describe: () => (answer ? 'always' : 'never'),
  }
}
