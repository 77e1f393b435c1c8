import { type CanonicalValue, fold } from '@millrace/model'

/** What stands beside a text that folding changes, in values and in their history (engine.md 2); null where nothing does. */
export function foldedForm(value: CanonicalValue | null): string | null {
  if (typeof value !== 'string') return null
  const folded = fold(value)
  return folded === value ? null : folded
}
