// Streams the rows of a CSV file. What is wrong with the file as a whole is one Problem that names the line.
import { Problem } from '@millrace/model'
import Papa from 'papaparse'
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
  let reader: RowParser | undefined
  let isHeader = true
  for await (const text of utf8Lines(path, onBytes)) {
    reader ??= rowParser(text)
    for (const row of reader.rowsOf(text)) {
      if (isHeader) checkHeader(row.cells)
      isHeader = false
      yield row
    }
  }
  yield* reader?.lastRows() ?? []
  if (isHeader) throw new Problem('CSV_INVALID', 'The file is empty: its first line must name the columns.')
}

interface RowParser {
  /** The rows that end in this text or before. */
  rowsOf(text: string): Generator<CsvRow>
  lastRows(): Generator<CsvRow>
}

/** `start`: the first lines, which show how lines end. */
function rowParser(start: string): RowParser {
  const newline = lineEndOf(start)
  const breakInCell = newline === '\r' ? '\r' : '\n'
  const parser = new Papa.Parser({ delimiter: ',', newline })
  let left = ''
  /** The line on which what is left begins. */
  let line = 1

  function* parse(text: string, isLast: boolean): Generator<CsvRow> {
    const { data, errors, meta } = parser.parse(text, 0, !isLast) as Papa.ParseResult<string[]>
    // Without a quotation mark no cell holds a line break.
    const breaksIn = text.includes('"') ? (cells: string[]) => countBreaks(cells, breakInCell) : () => 0
    const [error] = errors
    for (const [index, cells] of data.entries()) {
      if (error?.row === index) break
      line += 1 + breaksIn(cells)
      if (cells.length > 1 || cells[0] !== '') yield { line: line - 1, cells }
    }
    if (error) throw invalid(line, reasons[error.code] ?? error.message)
    left = text.slice(meta.cursor)
    if (left.length > longestRow)
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

/** RFC 4180 asks for CRLF; most programs write LF, very old ones CR. A quoted cell may hold any of them. */
function lineEndOf(start: string): '\r\n' | '\n' | '\r' {
  const found = /\r\n|\n|\r/.exec(start.replace(/"[^"]*"/g, ''))
  return (found?.[0] ?? '\n') as '\r\n' | '\n' | '\r'
}

function countBreaks(cells: readonly string[], lineBreak: string): number {
  let breaks = 0
  for (const cell of cells) {
    for (let at = cell.indexOf(lineBreak); at >= 0; at = cell.indexOf(lineBreak, at + 1)) breaks++
  }
  return breaks
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
