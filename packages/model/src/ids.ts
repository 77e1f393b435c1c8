/** A record, list or workflow id from the wire (decimal text, or a JSON number), or undefined when it is none. */
export function parseId(input: unknown): number | undefined {
  if (typeof input === 'number') return Number.isSafeInteger(input) && input > 0 ? input : undefined
  if (typeof input !== 'string' || !/^[1-9]\d{0,15}$/.test(input)) return undefined
  const id = Number(input)
  return Number.isSafeInteger(id) ? id : undefined
}
