/**
 * The same text with memory of its own: a cell is a window on the piece of the file it was read from, and keeps all of it.
 */
export function ownText(text: string): string {
  return Buffer.from(text).toString()
}
