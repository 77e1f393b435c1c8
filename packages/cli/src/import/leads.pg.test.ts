// The examples, on a file made here and, where it lies beside the repository, on the real one they were written for.
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Flow, parseFlow, publishingProblems } from '@millrace/definitions'
import { matchCount } from '@millrace/engine'
import { definitionsOf } from '@millrace/store'
import { anAccount, type TestDatabase, testDatabase } from '@millrace/store/testing'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importFile } from './import-file.js'
import { type Mapping, readMapping } from './mapping.js'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const realFile = join(root, '../shared/data/leads.csv')
const silent = { show: () => {}, end: () => {} }

let database: TestDatabase
let folder: string
let mapping: Mapping
let flow: Flow

beforeAll(async () => {
  database = await testDatabase()
  folder = await mkdtemp(join(tmpdir(), 'millrace-leads-'))
  mapping = readMapping(await readFile(join(root, 'examples/leads-mapping.json'), 'utf8'))
  const parsed = parseFlow(JSON.parse(await readFile(join(root, 'examples/leads-nurture.json'), 'utf8')))
  if (!parsed.ok) throw parsed.problems[0]
  flow = parsed.flow
})
afterAll(async () => {
  await database.close()
  await rm(folder, { recursive: true })
})

/** A file of the same shape: the values that matter drawn from a few messy ones, the rest constant. */
function madeUp(rows: number): string {
  const columns = Object.keys(mapping.columns)
  const pick = <T>(values: readonly T[], row: number, stride: number): T =>
    values[(row * stride) % values.length] as T
  const cell = (column: string, row: number): string => {
    if (column === 'Prospect ID') return `lead-${row}`
    if (column === 'Lead Source')
      return pick(['Google', 'google', ' Google', 'Bing', '', 'Select', 'Facebook'], row, 5)
    if (column === 'TotalVisits') return pick(['', '0', '2', '3', '4.0', '17', '2.99'], row, 3)
    if (column === 'Total Time Spent on Website') return String((row * 37) % 2_000)
    if (column === 'Lead Number') return String(500_000 + row)
    return pick(['No', 'Select', ''], row, 7)
  }
  const lines = Array.from({ length: rows }, (_, row) => columns.map((column) => cell(column, row)).join(','))
  return [columns.join(','), ...lines, ''].join('\n')
}

/** Counted without any of our own code: rows whose source is Google, however spelled, and whose visits are 3 or more. */
function countByHand(csv: string): number {
  const rows = parse(csv, { columns: true, bom: true }) as Record<string, string>[]
  return rows.filter(
    (row) =>
      (row['Lead Source'] ?? '').trim().toLowerCase() === 'google' &&
      (row.TotalVisits ?? '').trim() !== '' &&
      Number(row.TotalVisits) >= 3,
  ).length
}

async function imported(path: string) {
  const accountId = await anAccount(database.db)
  const request = { accountId, path, objectType: 'contacts', mapping, dryRun: false }
  const report = await importFile(database.db, request, silent)
  const { problems, match, leadSource } = await database.db.withAccount(accountId, 'read', async (tx) => {
    const definitions = await definitionsOf(tx)
    return {
      problems: publishingProblems(flow, definitions.catalogue).map(({ message }) => message),
      match: await matchCount(tx, definitions, flow),
      leadSource: definitions.property('0-1', 'lead_source'),
    }
  })
  return { report, problems, match, leadSource }
}

describe('the leads example', () => {
  it('imports, may be turned on, and its triggers select exactly who they should', async () => {
    const csv = madeUp(700)
    const path = join(folder, 'leads.csv')
    await writeFile(path, csv)
    const { report, problems, match, leadSource } = await imported(path)
    expect(report).toMatchObject({ rows: 700, created: 700, rejected: 0, ignored: [] })
    expect(leadSource?.options.map(({ value }) => value)).toEqual(['Bing', 'Facebook', 'Google'])
    expect(problems).toEqual([])
    expect(countByHand(csv)).toBeGreaterThan(0)
    expect(match.count).toBe(countByHand(csv))
  })

  if (!existsSync(realFile)) return
  it('selects 2,092 of the 9,240 real leads', async () => {
    const { report, problems, match } = await imported(realFile)
    expect(report).toMatchObject({ rows: 9_240, created: 9_240, rejected: 0, ignored: [] })
    expect(problems).toEqual([])
    expect(countByHand(await readFile(realFile, 'utf8'))).toBe(2_092)
    expect(match.count).toBe(2_092)
  })
})
