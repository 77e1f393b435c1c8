// The text of a file in pieces of whole lines, while it is UTF-8. The first line that is not is one Problem with its number.
import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { Problem } from '@millrace/model'

/** engine.md 9: bytes of a row, and so of a line. */
export const longestRow = 1_048_576

const lineBreak = 0x0a
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
    for (let at = lines.indexOf(lineBreak); at >= 0; at = lines.indexOf(lineBreak, at + 1)) line++
    const text = isStart ? withoutMark(lines.toString()) : lines.toString()
    isStart = false
    return text
  }
  for await (const piece of createReadStream(path, { highWaterMark: pieceSize }) as AsyncIterable<Buffer>) {
    const all = rest.length === 0 ? piece : Buffer.concat([rest, piece])
    const end = all.lastIndexOf(lineBreak) + 1
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

function withoutMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text
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

function isClean(lines: Buffer): boolean {
  return isUtf8(lines) && !lines.includes(0)
}

function isUtf16(start: Buffer): boolean {
  return (start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff)
}
