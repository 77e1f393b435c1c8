// The first pass over the file: that all of it can be read, and what its columns hold. Nothing is changed before it is done,
// so that a file with a broken quotation mark on its last line changes nothing.
import { fold } from '@millrace/model'
import { ColumnSurvey } from './column-survey.js'
import { checkColumns, type Mapping } from './mapping.js'
import { readCsv } from './read-csv.js'

export interface Survey {
  readonly header: readonly string[]
  readonly rows: number
  /** By column name, for the columns the mapping names. */
  readonly columns: ReadonlyMap<string, ColumnSurvey>
}

export async function surveyFile(
  path: string,
  mapping: Mapping,
  onBytes?: (bytes: number) => void,
): Promise<Survey> {
  const isEmpty = emptyCells(mapping)
  const columns = new Map(Object.keys(mapping.columns).map((column) => [column, new ColumnSurvey()]))
  let header: readonly string[] | undefined
  let places: { index: number; column: ColumnSurvey }[] = []
  let rows = 0
  for await (const { cells } of readCsv(path, onBytes)) {
    if (!header) {
      header = cells
      checkColumns(mapping, header)
      places = placesOf(header, columns)
      continue
    }
    rows++
    if (cells.length !== header.length) continue
    for (const { index, column } of places) {
      const cell = (cells[index] ?? '').trim()
      if (!isEmpty(cell)) column.see(cell)
    }
  }
  return { header: header ?? [], rows, columns }
}

function placesOf(header: readonly string[], columns: ReadonlyMap<string, ColumnSurvey>) {
  return header.flatMap((name, index) => {
    const column = columns.get(name)
    return column ? [{ index, column }] : []
  })
}

/** True for a cell that means no value. Most cells have come before: what they mean is remembered. */
export function emptyCells({ emptyValues }: Mapping): (cell: string) => boolean {
  const empty = new Set(emptyValues.map(fold))
  const longest = Math.max(0, ...emptyValues.map((value) => value.length))
  return (cell) => cell === '' || (cell.length <= longest + 8 && empty.has(fold(cell)))
}
