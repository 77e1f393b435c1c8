// Streams the rows of a CSV file. What is wrong with the file as a whole is one Problem that names the line.
import { Problem } from '@millrace/model'
import Papa from 'papaparse'
import { countLineEnds, endingInLf } from './line-ends.js'
import { longestRow, utf8Lines } from './utf8-lines.js'

export interface CsvRow {
  /** The line its last cell ends on, from 1. */
  readonly line: number
  /** As many as the header has, unless the row is malformed. */
  readonly cells: readonly string[]
}

const mostColumns = 1_000

/** Yields the header first; lines that are empty are no rows. `onBytes` hears of the bytes read so far. */
export async function* readCsv(path: string, onBytes?: (bytes: number) => void): AsyncGenerator<CsvRow> {
  const reader = rowParser()
  let isHeader = true
  for await (const text of utf8Lines(path, onBytes)) {
    for (const row of reader.rowsOf(text)) {
      if (isHeader) checkHeader(row.cells)
      isHeader = false
      yield row
    }
  }
  yield* reader.lastRows()
  if (isHeader) throw new Problem('CSV_INVALID', 'The file is empty: its first line must name the columns.')
}

interface RowParser {
  /** The rows that end in this text or before. */
  rowsOf(text: string): Generator<CsvRow>
  lastRows(): Generator<CsvRow>
}

function rowParser(): RowParser {
  const parser = new Papa.Parser({ delimiter: ',', newline: '\n' })
  let left = ''
  /** The line on which what is left begins. */
  let line = 1

  function* parse(written: string, isLast: boolean): Generator<CsvRow> {
    const text = endingInLf(written)
    const { data, errors, meta } = parser.parse(text, 0, !isLast) as Papa.ParseResult<string[]>
    // Mostly no line ends inside a cell: each row has one end, and there are no others.
    const endsIn = !isLast && countLineEnds(text) === data.length ? () => 0 : endsInside
    const [error] = errors
    for (const [index, cells] of data.entries()) {
      if (error?.row === index) break
      line += 1 + endsIn(cells)
      if (cells.length > 1 || cells[0] !== '') yield { line: line - 1, cells }
    }
    if (error) throw invalid(line, reasons[error.code] ?? error.message)
    left = text.slice(meta.cursor)
    if (Buffer.byteLength(left) > longestRow)
      throw invalid(
        line,
        `a row is larger than ${longestRow} bytes, or a quotation mark in it is never closed.`,
      )
  }

  return {
    rowsOf: (text) => parse(left + text, false),
    lastRows: () => parse(left, true),
  }
}

function endsInside(cells: readonly string[]): number {
  let ends = 0
  for (const cell of cells) ends += countLineEnds(cell)
  return ends
}

function checkHeader(header: readonly string[]): void {
  const double = header.find((name, index) => header.indexOf(name) !== index)
  if (double !== undefined) throw invalid(1, `two columns are called "${double}".`)
  if (header.length > mostColumns) throw invalid(1, `a file has at most ${mostColumns} columns.`)
}

function invalid(line: number, reason: string): Problem {
  return new Problem('CSV_INVALID', `Line ${line}: ${reason}`, { field: `line ${line}` })
}

const reasons: Readonly<Record<string, string>> = {
  MissingQuotes: 'a quotation mark is opened and never closed.',
  InvalidQuotes: 'text follows a closing quotation mark.',
}
