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

/** Cells that need their quotes and cells that do not, in rows that end as one kind of system ends them. */
const tables = fc.record({
  rows: fc.array(
    fc.array(fc.string({ unit: fc.constantFrom('a', 'ø', '"', ',', '\n', '\r', ' ', '漢'), maxLength: 6 }), {
      minLength: 2,
      maxLength: 4,
    }),
    { minLength: 1, maxLength: 8 },
  ),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  last: fc.boolean(),
  mark: fc.constantFrom('', '\ufeff'),
})

function written(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

test('rows are those another reader of CSV finds, each with the line it ends on', async () => {
  await fc.assert(
    fc.asyncProperty(tables, async ({ rows, lineEnd, last, mark }) => {
      const header = ['first', ...rows.map((_, index) => `column ${index}`)]
      const lines = [header, ...rows].map((cells) => cells.map(written).join(','))
      const csv = mark + lines.join(lineEnd) + (last ? lineEnd : '')
      const read = await rowsOf(csv)
      const others = parse(csv, {
        bom: true,
        relaxColumnCount: true,
        skipEmptyLines: true,
        recordDelimiter: lineEnd,
      })
      expect(read.map(({ cells }) => cells)).toEqual(others)
      let line = 0
      for (const [index, text] of lines.entries()) {
        line += text.split('\n').length
        expect(read[index]?.line).toBe(line)
      }
    }),
    { numRuns: 300 },
  )
})

test('a file of many pieces reads as one, whatever stands where a piece ends', async () => {
  const rows = Array.from({ length: 40_000 }, (_, i) => [`${i}`, `ø "${i}"\n漢`, i % 3 === 0 ? '' : 'plain'])
  const csv = [['a', 'b', 'c'], ...rows].map((cells) => cells.map(written).join(',')).join('\r\n')
  const read = await rowsOf(csv)
  expect(read.slice(1).map(({ cells }) => cells)).toEqual(rows)
  expect(read.at(-1)?.line).toBe(1 + 2 * rows.length)
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
