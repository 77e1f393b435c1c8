import type { ValueShape } from '@millrace/model'

/** A time that a request names, for `toCanonical`: written as in a value of a record. */
export function instantShape(name: string): ValueShape {
  return { name, type: 'datetime', fieldType: 'date', options: [], externalOptions: false }
}
