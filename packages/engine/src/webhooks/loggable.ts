import { redact } from './redact.js'

/** A text from outside made fit for the log: secrets hidden, cut, and nothing in it that PostgreSQL cannot hold. */
export function loggable(text: string, secrets: readonly string[], limit: number): string {
  return (
    redact(text, secrets)
      .slice(0, limit)
      .replaceAll('\u0000', '\ufffd')
      // Cutting may have split a pair.
      .replace(/[\ud800-\udfff]/gu, '\ufffd')
  )
}
