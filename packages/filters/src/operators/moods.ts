// Operators come in moods: a question, its opposite, and both again over the history.

export interface Mood<Base extends string = string> {
  /** The question itself, as the operator that asks it plainly. */
  readonly base: Base
  readonly negated: boolean
  readonly over: 'value' | 'history'
  readonly words: string
}

const now = (base: string, words: string): Mood => ({ base, negated: false, over: 'value', words })
const not = (base: string, words: string): Mood => ({ base, negated: true, over: 'value', words })
const ever = (base: string, words: string): Mood => ({ base, negated: false, over: 'history', words })
const never = (base: string, words: string): Mood => ({ base, negated: true, over: 'history', words })

/** Every operator that is a mood of a question (W-OPR-2 to W-OPR-13). */
export const moods: Readonly<Record<string, Mood>> = {
  IS_EQUAL_TO: now('IS_EQUAL_TO', 'is equal to'),
  IS_NOT_EQUAL_TO: not('IS_EQUAL_TO', 'is not equal to'),
  HAS_EVER_BEEN_EQUAL_TO: ever('IS_EQUAL_TO', 'has ever been equal to'),
  HAS_NEVER_BEEN_EQUAL_TO: never('IS_EQUAL_TO', 'has never been equal to'),
  CONTAINS: now('CONTAINS', 'contains'),
  DOES_NOT_CONTAIN: not('CONTAINS', 'does not contain'),
  HAS_EVER_CONTAINED: ever('CONTAINS', 'has ever contained'),
  HAS_NEVER_CONTAINED: never('CONTAINS', 'has never contained'),
  CONTAINS_EXACTLY: now('CONTAINS_EXACTLY', 'contains exactly'),
  DOES_NOT_CONTAIN_EXACTLY: not('CONTAINS_EXACTLY', 'does not contain exactly'),
  STARTS_WITH: now('STARTS_WITH', 'starts with'),
  ENDS_WITH: now('ENDS_WITH', 'ends with'),
  IS_ANY_OF: now('IS_ANY_OF', 'is any of'),
  IS_NONE_OF: not('IS_ANY_OF', 'is none of'),
  HAS_EVER_BEEN_ANY_OF: ever('IS_ANY_OF', 'has ever been any of'),
  HAS_NEVER_BEEN_ANY_OF: never('IS_ANY_OF', 'has never been any of'),
  IS_EXACTLY: now('IS_EXACTLY', 'is exactly'),
  IS_NOT_EXACTLY: not('IS_EXACTLY', 'is not exactly'),
  HAS_EVER_BEEN_EXACTLY: ever('IS_EXACTLY', 'has ever been exactly'),
  HAS_NEVER_BEEN_EXACTLY: never('IS_EXACTLY', 'has never been exactly'),
  CONTAINS_ALL: now('CONTAINS_ALL', 'contains all of'),
  DOES_NOT_CONTAIN_ALL: not('CONTAINS_ALL', 'does not contain all of'),
  HAS_EVER_CONTAINED_ALL: ever('CONTAINS_ALL', 'has ever contained all of'),
  HAS_NEVER_CONTAINED_ALL: never('CONTAINS_ALL', 'has never contained all of'),
  IS_GREATER_THAN: now('IS_GREATER_THAN', 'is greater than'),
  IS_GREATER_THAN_OR_EQUAL_TO: now('IS_GREATER_THAN_OR_EQUAL_TO', 'is greater than or equal to'),
  IS_LESS_THAN: now('IS_LESS_THAN', 'is less than'),
  IS_LESS_THAN_OR_EQUAL_TO: now('IS_LESS_THAN_OR_EQUAL_TO', 'is less than or equal to'),
  IS_BETWEEN: now('IS_BETWEEN', 'is between'),
  IS_NOT_BETWEEN: not('IS_BETWEEN', 'is not between'),
}

/** The mood of an operator, if its question is among these. */
export function moodOf<Base extends string>(
  operator: string,
  questions: readonly Base[],
): Mood<Base> | undefined {
  const mood = Object.hasOwn(moods, operator) ? moods[operator] : undefined
  const base = questions.find((question) => question === mood?.base)
  return mood && base ? { ...mood, base } : undefined
}
