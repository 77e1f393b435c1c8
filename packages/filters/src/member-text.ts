/**
 * A member of a document as text, for looking it up and for naming it in a sentence; '' where it is none. `String` would
 * throw for JSON such as `{"toString": 1}`.
 */
export function memberText(member: unknown): string {
  return typeof member === 'string' || typeof member === 'number' || typeof member === 'boolean'
    ? String(member)
    : ''
}
