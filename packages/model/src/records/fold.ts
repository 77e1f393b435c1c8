// The folded form of text: what comparing, looking up and sorting text means here (engine.md 2; W-OPR-8).

// biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is meant
const ascii = /^[\x00-\x7f]*$/

/** NFC, trimmed of Unicode white space, lower case. Folding twice changes nothing. */
export function fold(text: string): string {
  if (ascii.test(text)) return text.trim().toLowerCase()
  // Lower case can undo NFC (İ becomes i + U+0307), hence the second pass.
  return text.normalize('NFC').trim().toLowerCase().normalize('NFC')
}

/** The member beside `name` that holds the folded form where it differs from the value. */
export function foldedCompanion(name: string): string {
  return `~${name}`
}

/** True for text that PostgreSQL and UTF-8 can hold: no lone surrogate, no U+0000. */
export function isStorableText(text: string): boolean {
  // With the `u` flag a surrogate matches only where it stands alone.
  return !text.includes('\u0000') && !/[\ud800-\udfff]/u.test(text)
}
