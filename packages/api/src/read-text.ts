import { isUtf8 } from 'node:buffer'
import { isStorableText, Problem } from '@millrace/model'

/** The text of a body. Problem: INVALID_TEXT. */
export function readText(bytes: Buffer): string {
  const text = isUtf8(bytes) ? bytes.toString('utf8') : undefined
  if (text !== undefined && isStorableText(text)) return text
  throw new Problem('INVALID_TEXT', 'The body is not UTF-8, or holds the character U+0000.')
}
