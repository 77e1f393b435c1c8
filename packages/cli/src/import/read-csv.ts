// Streams the rows of a CSV file. What is wrong with the file as a whole is one Problem that names the line.
import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { Transform, type TransformCallback } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Problem } from '@millrace/model'
import { CsvError, type Info, parse } from 'csv-parse'

export interface CsvRow {
  /** The line its last cell ends on, from 1. */
  readonly line: number
  /** As many as the header has, unless the row is malformed. */
  readonly cells: readonly string[]
}

/** engine.md 9. */
export const longestRow = 1_048_576
const mostColumns = 1_000

export interface ReadOptions {
  /** Hears of the bytes read so far. */
  readonly onBytes?: ((bytes: number) => void) | undefined
  /** Without line numbers reading is a tenth faster; every row then has line 0. */
  readonly withoutLines?: boolean
}

/** Yields the header first. */
export async function* readCsv(path: string, options: ReadOptions = {}): AsyncGenerator<CsvRow> {
  const { onBytes = () => {}, withoutLines = false } = options
  const parser = parse({
    bom: true,
    info: !withoutLines,
    relaxColumnCount: true,
    skipEmptyLines: true,
    maxRecordSize: longestRow,
  })
  const flowing = pipeline(createReadStream(path), onlyUtf8(onBytes), parser)
  // Heard below, where the rows end; a listener of its own keeps an early failure from being unhandled.
  flowing.catch(() => {})
  let header: readonly string[] | undefined
  try {
    for await (const parsed of parser as AsyncIterable<string[] | { record: string[]; info: Info }>) {
      const row = Array.isArray(parsed)
        ? { line: 0, cells: parsed }
        : { line: parsed.info.lines, cells: parsed.record }
      header ??= checkedHeader(row.cells)
      yield row
    }
    await flowing
  } catch (error) {
    throw problemOf(error)
  } finally {
    parser.destroy()
  }
  if (!header) throw new Problem('CSV_INVALID', 'The file is empty: its first line must name the columns.')
}

function checkedHeader(header: readonly string[]): readonly string[] {
  const double = header.find((name, index) => header.indexOf(name) !== index)
  if (double !== undefined)
    throw new Problem('CSV_INVALID', `Line 1: two columns are called "${double}".`, { field: 'line 1' })
  if (header.length > mostColumns)
    throw new Problem('CSV_INVALID', `Line 1: a file has at most ${mostColumns} columns.`, {
      field: 'line 1',
    })
  return header
}

function problemOf(error: unknown): unknown {
  if (!(error instanceof CsvError)) return error
  const line = Number((error as { lines?: unknown }).lines ?? 0)
  const reason = reasons[error.code] ?? error.message
  return new Problem('CSV_INVALID', `Line ${line}: ${reason}`, { field: `line ${line}`, cause: error })
}

const reasons: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quotation mark is opened and never closed.',
  CSV_INVALID_CLOSING_QUOTE: 'text follows a closing quotation mark.',
  INVALID_OPENING_QUOTE: 'a quotation mark stands inside an unquoted cell.',
  CSV_MAX_RECORD_SIZE: `a row is larger than ${longestRow} bytes.`,
}

const lineBreak = 0x0a

/**
 * Passes bytes on while they are UTF-8, looked at in whole lines: a line break is never part of a longer character.
 * Fails with the number of the first line that is not.
 */
function onlyUtf8(onBytes: (bytes: number) => void): Transform {
  let rest = Buffer.alloc(0)
  let line = 1
  let read = 0
  const check = (lines: Buffer) => {
    if (!isUtf8(lines) || lines.includes(0)) throw notUtf8(lines, line)
    for (let at = lines.indexOf(lineBreak); at >= 0; at = lines.indexOf(lineBreak, at + 1)) line++
  }
  const guarded = (done: TransformCallback, work: () => Buffer) => {
    try {
      done(null, work())
    } catch (error) {
      done(error as Error)
    }
  }
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      read += chunk.length
      onBytes(read)
      guarded(done, () => {
        const all = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
        const end = all.lastIndexOf(lineBreak) + 1
        if (all.length - end > longestRow)
          throw new Problem('CSV_INVALID', `Line ${line}: it is longer than ${longestRow} bytes.`)
        const whole = all.subarray(0, end)
        rest = Buffer.from(all.subarray(end))
        check(whole)
        return whole
      })
    },
    flush(done) {
      guarded(done, () => {
        check(rest)
        return rest
      })
    },
  })
}

function notUtf8(lines: Buffer, firstLine: number): Problem {
  let line = firstLine
  let start = 0
  for (let end = lines.indexOf(lineBreak); end >= 0; end = lines.indexOf(lineBreak, start)) {
    if (!isClean(lines.subarray(start, end))) break
    start = end + 1
    line++
  }
  const message =
    line === 1 && isUtf16(lines)
      ? 'The file is UTF-16. Save it as UTF-8.'
      : `Line ${line}: this is not UTF-8 text. Save the file as UTF-8.`
  return new Problem('CSV_ENCODING', message, { field: `line ${line}` })
}

function isClean(line: Buffer): boolean {
  return isUtf8(line) && !line.includes(0)
}

function isUtf16(start: Buffer): boolean {
  return (start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff)
}
