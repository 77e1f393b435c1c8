// The text of a file in pieces of whole lines, while it is UTF-8. The first line that is not is one Problem with its number.
import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { Problem } from '@millrace/model'
import { countLineEnds } from './line-ends.js'

/** engine.md 9: bytes of a row, and so of a line. */
export const longestRow = 1_048_576

const lf = 0x0a
const cr = 0x0d
const pieceSize = 262_144

/** Looked at in whole lines: a line break is never part of a longer character. `onBytes` hears of the bytes read so far. */
export async function* utf8Lines(
  path: string,
  onBytes: (bytes: number) => void = () => {},
): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0)
  let line = 1
  let read = 0
  let isStart = true
  const checked = (lines: Buffer): string => {
    if (!isClean(lines)) throw notUtf8(lines, line)
    const text = isStart ? withoutMark(lines.toString()) : lines.toString()
    line += countLineEnds(text)
    isStart = false
    return text
  }
  for await (const piece of createReadStream(path, { highWaterMark: pieceSize }) as AsyncIterable<Buffer>) {
    const all = rest.length === 0 ? piece : Buffer.concat([rest, piece])
    const end = endOfLines(all)
    if (all.length - end > longestRow)
      throw new Problem('CSV_INVALID', `Line ${line}: it is longer than ${longestRow} bytes.`, {
        field: `line ${line}`,
      })
    rest = all.subarray(end)
    if (end > 0) yield checked(all.subarray(0, end))
    read += piece.length
    onBytes(read)
  }
  if (rest.length > 0) yield checked(rest)
}

/** Where the last whole line ends, or 0. */
function endOfLines(bytes: Buffer): number {
  // A CR that stands last may be half of a CRLF.
  return bytes.lastIndexOf(lf) + 1 || bytes.lastIndexOf(cr, -2) + 1
}

function withoutMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text
}

function notUtf8(lines: Buffer, firstLine: number): Problem {
  let line = firstLine
  for (const text of lines.toString('latin1').split(/\r\n?|\n/)) {
    if (!isClean(Buffer.from(text, 'latin1'))) break
    line++
  }
  const message =
    line === 1 && isUtf16(lines)
      ? 'The file is UTF-16. Save it as UTF-8.'
      : `Line ${line}: this is not UTF-8 text. Save the file as UTF-8.`
  return new Problem('CSV_ENCODING', message, { field: `line ${line}` })
}

function isClean(lines: Buffer): boolean {
  return isUtf8(lines) && !lines.includes(0)
}

function isUtf16(start: Buffer): boolean {
  return (start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff)
}
