import { type CanonicalValue, fold } from '@millrace/model'

const plain = /^[ !#-@[\]-~]*$/

/** ASCII that is its own folded form and, in quotation marks, its own JSON: told at once, most texts cost one look. */
export function isPlain(text: string): boolean {
  return plain.test(text) && !text.startsWith(' ') && !text.endsWith(' ')
}

/** What stands beside a text that folding changes, in values and in their history (engine.md 2); null where nothing does. */
export function foldedForm(value: CanonicalValue | null): string | null {
  if (typeof value !== 'string' || isPlain(value)) return null
  const folded = fold(value)
  return folded === value ? null : folded
}
