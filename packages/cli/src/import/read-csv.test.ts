import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CsvRow, readCsv } from './read-csv.js'
import { longestRow } from './utf8-lines.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-csv-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function rowsOf(csv: string | Buffer): Promise<CsvRow[]> {
  const path = join(folder, 'file.csv')
  await writeFile(path, csv)
  const rows: CsvRow[] = []
  for await (const row of readCsv(path)) rows.push(row)
  return rows
}

const lineEnds = ['\r\n', '\n', '\r']

const cells = fc
  .array(fc.string({ unit: fc.constantFrom('a', 'ø', '"', ',', '\n', '\r', ' ', '漢'), maxLength: 6 }), {
    minLength: 1,
    maxLength: 4,
  })
  .filter(([first, ...others]) => first !== '' || others.length > 0)

/** Cells that need their quotes and cells that do not, in rows that end as any system ends them, each in its own way. */
const tables = fc.record({
  rows: fc.array(fc.tuple(cells, fc.constantFrom(...lineEnds)), { minLength: 1, maxLength: 8 }),
  headerEnd: fc.constantFrom(...lineEnds),
  last: fc.boolean(),
  mark: fc.constantFrom('', '\ufeff'),
})

function written(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

test('rows are those another reader of CSV finds, each with the line it ends on', async () => {
  await fc.assert(
    fc.asyncProperty(tables, async ({ rows, headerEnd, last, mark }) => {
      const header = ['first', ...rows.map((_, index) => `column ${index}`)]
      const table = [header, ...rows.map(([row]) => row)]
      const ends = [headerEnd, ...rows.map(([, end]) => end)]
      const lines = table.map((row) => row.map(written).join(','))
      const text = lines
        .map((line, index) => line + (index < rows.length || last ? ends[index] : ''))
        .join('')
      const csv = mark + text
      const read = await rowsOf(csv)
      const others = parse(csv, {
        bom: true,
        relaxColumnCount: true,
        skipEmptyLines: true,
        recordDelimiter: lineEnds,
      })
      expect(read.map((row) => row.cells)).toEqual(table)
      expect(others).toEqual(table)
      let line = 0
      for (const [index, text] of lines.entries()) {
        line += text.split(/\r\n|\n|\r/).length
        expect(read[index]?.line).toBe(line)
      }
    }),
    { numRuns: 300 },
  )
})

test.each([
  ['LF', ['\n']],
  ['CRLF', ['\r\n']],
  ['CR', ['\r']],
  ['all of them', lineEnds],
])('a file of many pieces reads as one, whatever stands where a piece ends: %s', async (_, ends) => {
  const rows = Array.from({ length: 40_000 }, (_, i) => [
    `${i}`,
    i % 7 === 0 ? `ø "${i}"${ends[i % ends.length]}漢` : 'plain',
    i % 3 === 0 ? '' : 'some more text here',
  ])
  const table = [['a', 'b', 'c'], ...rows]
  const csv = table.map((cells, i) => cells.map(written).join(',') + ends[i % ends.length]).join('')
  expect(csv.length).toBeGreaterThan(longestRow)
  const read = await rowsOf(csv)
  expect(read.map(({ cells }) => cells)).toEqual(table)
  expect(read.at(-1)?.line).toBe(table.length + Math.ceil(rows.length / 7))
})

test('CRLF is one end of a line also where the file is read in two pieces', async () => {
  const long = 'b'.repeat(262_144 - 3)
  expect((await rowsOf(`a\r${long}\r\nc\r`)).map(({ line }) => line)).toEqual([1, 2, 3])
})

test('a column alone keeps its rows apart, and the last cell of a row has no CR', async () => {
  expect((await rowsOf('email\r\na@x.test\nb@x.test\rc@x.test\r\n')).map(({ cells }) => cells)).toEqual([
    ['email'],
    ['a@x.test'],
    ['b@x.test'],
    ['c@x.test'],
  ])
})

test('empty lines are no rows but count as lines', async () => {
  expect(await rowsOf('a,b\n\n\n1,2\n\n')).toEqual([
    { line: 1, cells: ['a', 'b'] },
    { line: 4, cells: ['1', '2'] },
  ])
})

test('a quotation mark inside an unquoted cell is a character like any other', async () => {
  expect((await rowsOf('size,colour\n3.5" disk,"light ""sky"" blue"\n'))[1]?.cells).toEqual([
    '3.5" disk',
    'light "sky" blue',
  ])
  expect((await rowsOf('size\r\n3.5" disk\r\n5.25" disk\r\n')).map(({ cells }) => cells)).toEqual([
    ['size'],
    ['3.5" disk'],
    ['5.25" disk'],
  ])
})

test('a quotation mark that is never closed is named by the line it stands on, and soon', async () => {
  await expect(rowsOf('a,b\n1,2\n3,"4\n5,6\n')).rejects.toMatchObject({
    code: 'CSV_INVALID',
    message: 'Line 3: a quotation mark is opened and never closed.',
    field: 'line 3',
  })
  const endless = `a,b\n1,"${'2,3\n'.repeat(longestRow)}`
  await expect(rowsOf(endless)).rejects.toMatchObject({
    code: 'CSV_INVALID',
    message: `Line 2: a row is larger than ${longestRow} bytes, or a quotation mark in it is never closed.`,
  })
})

test('a row is measured in bytes', async () => {
  const read = rowsOf(`a\n"${'漢\n'.repeat(longestRow / 3)}`)
  await expect(read).rejects.toMatchObject({
    message: `Line 2: a row is larger than ${longestRow} bytes, or a quotation mark in it is never closed.`,
  })
})

test('text that is not UTF-8 is named by its line, however the lines before it end', async () => {
  const file = Buffer.concat([Buffer.from('a\r1\r\n2\n3'), Buffer.from([0xe9]), Buffer.from('\n4\n')])
  await expect(rowsOf(file)).rejects.toMatchObject({ code: 'CSV_ENCODING', field: 'line 4' })
})

test('a line that is longer than a row may be is named, and soon', async () => {
  await expect(rowsOf(`a,b\n1,${'x'.repeat(2 * longestRow)}`)).rejects.toMatchObject({
    code: 'CSV_INVALID',
    message: `Line 2: it is longer than ${longestRow} bytes.`,
    field: 'line 2',
  })
})

test('text after a closing quotation mark is named by the line of its row', async () => {
  await expect(rowsOf('a,b\n"1\n","2\n"\n3,"4"x\n')).rejects.toMatchObject({
    message: 'Line 5: text follows a closing quotation mark.',
  })
})
