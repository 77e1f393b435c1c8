/** Rows sorted into kinds: what a statement is told of a kind, it is told once. */
export interface Kinds<Row> {
  /** One row of each kind. */
  readonly kinds: readonly Row[]
  /** The kind of each row, from 1 as PostgreSQL counts its arrays. */
  readonly kindOf: readonly number[]
}

/**
 * `isSame` decides whether two rows are of one kind; `labelOf` tells most kinds apart at once, so that few are compared.
 * Compared field by field: a text to look kinds up by would cost a wave more than all else it does here (measured).
 */
export function kindsOf<Row>(
  rows: readonly Row[],
  labelOf: (row: Row) => string | null,
  isSame: (a: Row, b: Row) => boolean,
): Kinds<Row> {
  const kinds: Row[] = []
  const labelled = new Map<string | null, { readonly row: Row; readonly number: number }[]>()
  const kindOf = rows.map((row) => {
    const label = labelOf(row)
    let known = labelled.get(label)
    if (!known) {
      known = []
      labelled.set(label, known)
    }
    for (const kind of known) if (isSame(kind.row, row)) return kind.number
    const number = kinds.push(row)
    known.push({ row, number })
    return number
  })
  return { kinds, kindOf }
}
