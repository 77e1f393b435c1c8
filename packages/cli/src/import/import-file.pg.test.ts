import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createProperties,
  definitionsOf,
  findByKey,
  loadWholeRecords,
  readPropertyHistory,
} from '@millrace/store'
import { anAccount, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { importFile } from './import-file.js'
import { readMapping } from './mapping.js'

let database: TestDatabase
let folder: string
let accountId: number

beforeAll(async () => {
  database = await testDatabase()
  folder = await mkdtemp(join(tmpdir(), 'millrace-import-'))
})
afterAll(async () => {
  await database.close()
  await rm(folder, { recursive: true })
})
beforeEach(async () => {
  accountId = await anAccount(database.db)
})

const silent = { show: () => {}, end: () => {} }
let files = 0

interface Options {
  readonly mapping?: object
  readonly dryRun?: boolean
  readonly rejects?: string
}

async function run(csv: string | Buffer, { mapping = {}, dryRun = false, rejects }: Options = {}) {
  const path = join(folder, `${++files}.csv`)
  await writeFile(path, csv)
  const read = readMapping(
    JSON.stringify({
      objectType: 'contacts',
      uniqueKey: 'email',
      emptyValues: ['', 'Select'],
      columns: {
        Source: { property: 'lead_source', label: 'Lead Source' },
        Visits: { property: 'total_visits' },
        Newsletter: { property: 'newsletter' },
        Note: { property: 'note' },
      },
      derive: { email: '{Id}@example.test' },
      ...mapping,
    }),
  )
  return importFile(
    database.db,
    { accountId, path, objectType: 'contacts', mapping: read, dryRun, rejects },
    silent,
  )
}

const header = 'Id,Source,Visits,Newsletter,Note\n'
const example = `${header}a,Google,3,Yes,"Hello, ""you"""\nb,google ,4.5,No,\nc, GOOGLE,Select,yes,select\nd,Google,0,no,é\ne,Bing,7,no,x\nf,Bing,7,no,y\n`

const inAccount = <T>(work: Parameters<typeof database.db.withAccount<T>>[2]) =>
  database.db.withAccount(accountId, 'shared', work)

const definitions = () => inAccount(definitionsOf)

async function contact(id: string) {
  return inAccount(async (tx) => {
    const email = (await definitionsOf(tx)).property('0-1', 'email')
    if (!email) throw new Error('contacts have an email')
    const found = await findByKey(tx, email, [`${id}@example.test`])
    const recordId = found.get(`${id}@example.test`) ?? 0
    return (await loadWholeRecords(tx, [recordId])).get(recordId)
  })
}

async function counts() {
  const [row] = await inAccount((tx) =>
    tx.query<Record<string, number>>(sql`SELECT
      (SELECT count(*) FROM records WHERE account_id = ${accountId}) AS records,
      (SELECT count(*) FROM changes WHERE account_id = ${accountId}) AS changes,
      (SELECT count(*) FROM record_keys WHERE account_id = ${accountId}) AS keys,
      (SELECT count(*) FROM properties WHERE account_id = ${accountId}) AS properties,
      (SELECT count(*) FROM imports WHERE account_id = ${accountId}) AS imports`),
  )
  return row
}

describe('properties are made with the type of their values', () => {
  it('one option for spellings that differ in case or outer space, numbers, yes and no, text', async () => {
    const report = await run(example)
    expect(report).toMatchObject({ rows: 6, created: 6, updated: 0, rejected: 0, ignored: [] })
    const { property } = await definitions()
    expect(property('0-1', 'lead_source')).toMatchObject({
      label: 'Lead Source',
      type: 'enumeration',
      options: [{ value: 'Bing' }, { value: 'Google' }],
    })
    expect(property('0-1', 'total_visits')?.type).toBe('number')
    expect(property('0-1', 'newsletter')?.type).toBe('bool')
    expect(property('0-1', 'note')?.type).toBe('string')
    expect((await contact('a'))?.values()).toEqual({
      email: 'a@example.test',
      lead_source: 'Google',
      total_visits: 3,
      newsletter: true,
      note: 'Hello, "you"',
    })
    expect((await contact('c'))?.values()).toEqual({
      email: 'c@example.test',
      lead_source: 'Google',
      newsletter: true,
    })
  })

  it('unless the mapping says which; further properties are made too', async () => {
    await run(`${header}007,A,1,1,\n`, {
      mapping: {
        columns: {
          Id: { property: 'code', type: 'string' },
          Newsletter: { property: 'newsletter', type: 'bool' },
        },
        properties: [{ name: 'nurture_count', label: 'Nurture Count', type: 'number' }],
      },
    })
    const { property } = await definitions()
    expect(property('0-1', 'nurture_count')).toMatchObject({ type: 'number', label: 'Nurture Count' })
    expect((await contact('007'))?.values()).toMatchObject({ code: '007', newsletter: true })
  })

  it('a new value of a choice becomes an option of it at the next import', async () => {
    await run(example)
    await run(`${header}x,Yahoo,1,no,\ny,bing,1,no,\nz,yahoo,1,no,\n`)
    const { property } = await definitions()
    expect(property('0-1', 'lead_source')?.options.map(({ value }) => value)).toEqual([
      'Bing',
      'Google',
      'Yahoo',
    ])
    expect((await contact('y'))?.value('lead_source')).toBe('Bing')
  })
})

describe('records', () => {
  it('have one version, one change with its source, keys and their place in the import', async () => {
    const { importId } = await run(example)
    expect(await counts()).toMatchObject({ records: 6, changes: 6, imports: 1 })
    const record = await contact('a')
    const history = await inAccount((tx) => readPropertyHistory(tx, [record?.id ?? 0], ['lead_source']))
    expect(history).toMatchObject([
      { version: 1, value: 'Google', source: { type: 'IMPORT', importId: String(importId) } },
    ])
    const [row] = await inAccount((tx) =>
      tx.query(sql`SELECT created_rows, updated_rows, rejected_rows, finished_at IS NOT NULL AS finished,
        (SELECT count(*) FROM import_records WHERE account_id = ${accountId} AND import_id = ${importId}) AS records
        FROM imports WHERE account_id = ${accountId} AND id = ${importId}`),
    )
    expect(row).toEqual({ created_rows: 6, updated_rows: 0, rejected_rows: 0, finished: true, records: 6 })
  })

  it('are found again by the unique key: the same file changes nothing, a changed row one record', async () => {
    await run(example)
    const before = await counts()
    expect(await run(example)).toMatchObject({ created: 0, updated: 0, unchanged: 6, made: [] })
    expect(await counts()).toEqual({ ...before, imports: 2 })
    expect(await run(`${header}A,Bing,3,Yes,\ng,Bing,1,no,\n`)).toMatchObject({ created: 1, updated: 1 })
    const record = await contact('a')
    expect(record).toMatchObject({ version: 2 })
    // An empty cell says nothing about the value that is there.
    expect(record?.values()).toMatchObject({ lead_source: 'Bing', note: 'Hello, "you"' })
  })

  it('named twice in one file are written twice, in the order of the file', async () => {
    const report = await run(`${header}a,Google,1,no,\nb,Google,1,no,\na,Google,2,no,\nb,Google,1,no,\n`)
    expect(report).toMatchObject({ created: 2, updated: 1, unchanged: 1 })
    expect((await contact('a'))?.value('total_visits')).toBe(2)
  })

  it('keep text that differs from its folded form beside it', async () => {
    await run(`${header}a,G,1,no,ÆØÅ Ł\n`)
    const record = await contact('a')
    const [row] = await inAccount((tx) =>
      tx.query<{ cold: Record<string, unknown> }>(
        sql`SELECT cold FROM cold_values WHERE account_id = ${accountId} AND record_id = ${record?.id}`,
      ),
    )
    expect(row?.cold).toMatchObject({ note: 'ÆØÅ Ł', '~note': 'æøå ł' })
  })
})

describe('rows that do not fit', () => {
  it('are left out, reported with line and reason, and kept in a file', async () => {
    await run(example)
    const rejects = join(folder, 'rejects.csv')
    const report = await run(
      `${header}g,Bing,many,no,"a\nb"\n,Bing,1,no,\nh,Bing,1\ni,Bing,2,perhaps,\nj,Bing,2,no,ok\n`,
      {
        rejects,
      },
    )
    expect(report).toMatchObject({ created: 1, rejected: 4 })
    expect(report.firstRejected).toEqual([
      { line: 3, reason: expect.stringMatching(/^Visits: .*not a number/) },
      { line: 4, reason: 'it has no value for "email"' },
      { line: 5, reason: 'it has 3 cells, the header has 5' },
      { line: 6, reason: expect.stringMatching(/^Newsletter: .*true or false/) },
    ])
    const kept = await readFile(rejects, 'utf8')
    expect(kept.split('\r\n')[0]).toBe('line,reason,Id,Source,Visits,Newsletter,Note')
    expect(kept).toContain('"a\nb"')
  })

  it('with a unique value of another record are left out, the others stand', async () => {
    await database.db.withAccount(accountId, 'exclusive', async (tx) => {
      const badge = {
        name: 'badge',
        label: 'Badge',
        type: 'string',
        fieldType: 'text',
        hasUniqueValue: true,
      } as const
      await createProperties(tx, await definitionsOf(tx), '0-1', [badge])
    })
    const mapping = { columns: { Note: { property: 'badge' } } }
    await run(`${header}a,,,,N1\n`, { mapping })
    const report = await run(`${header}b,,,,n1\nc,,,,N2\n`, { mapping })
    expect(report).toMatchObject({ created: 1, rejected: 1 })
    expect(report.firstRejected).toMatchObject([{ line: 2, reason: expect.stringContaining('badge') }])
    expect(await contact('b')).toBeUndefined()
    expect(await counts()).toMatchObject({ records: 2, changes: 2 })
  })
})

describe('a file that cannot be read to its end changes nothing', () => {
  it.each([
    [
      'a quotation mark that is never closed',
      `${example}g,"Bing,1,no,\nh,Bing,1,no,\n`,
      'CSV_INVALID',
      /^Line \d+: a quotation mark is opened/,
    ],
    [
      'text after a closing quotation mark',
      `${example}g,"Bing"x,1,no,\n`,
      'CSV_INVALID',
      /^Line 8: text follows/,
    ],
    ['two columns of one name', 'Id,Id\n1,2\n', 'CSV_INVALID', /two columns are called "Id"/],
    ['nothing in it', '', 'CSV_INVALID', /empty/],
  ])('%s', async (_, csv, code, message) => {
    const before = await counts()
    await expect(run(csv)).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
    expect(await counts()).toEqual(before)
  })

  it('another encoding, with its line', async () => {
    const latin1 = Buffer.concat([Buffer.from(example), Buffer.from('g,Bing,1,no,caf\u00e9\n', 'latin1')])
    await expect(run(latin1)).rejects.toMatchObject({
      code: 'CSV_ENCODING',
      message: expect.stringMatching(/^Line 8:/),
    })
    const utf16 = Buffer.from(`\ufeff${example}`, 'utf16le')
    await expect(run(utf16)).rejects.toMatchObject({
      code: 'CSV_ENCODING',
      message: expect.stringMatching(/UTF-16/),
    })
    await expect(run(Buffer.from(`${example}\u0000`))).rejects.toMatchObject({ code: 'CSV_ENCODING' })
    expect(await counts()).toMatchObject({ records: 0, imports: 0 })
  })

  it('a mapping for columns it does not have, or for a key that is not unique', async () => {
    await expect(run('Id,Source\n1,2\n')).rejects.toMatchObject({
      code: 'MAPPING_INVALID',
      message: 'The file has no column "Visits", "Newsletter", "Note".',
    })
    const mapping = { columns: { Id: { property: 'city' } }, derive: {}, uniqueKey: 'city' }
    await expect(run(example, { mapping })).rejects.toMatchObject({
      code: 'MAPPING_INVALID',
      message: 'The property "city" is not unique.',
    })
    expect(await counts()).toMatchObject({ records: 0, imports: 0 })
  })
})

it('a byte order mark is no part of the first column', async () => {
  expect(await run(`\ufeff${example}`)).toMatchObject({ created: 6 })
})

it('a dry run checks everything and changes nothing', async () => {
  const before = await counts()
  const report = await run(`${example}g,Bing,1\n`, { dryRun: true })
  expect(report).toMatchObject({ importId: null, rows: 7, rejected: 1, created: 0 })
  expect(report.made.map(({ name }) => name)).toEqual(['lead_source', 'total_visits', 'newsletter', 'note'])
  expect(await counts()).toEqual(before)
})

it('an import that was interrupted goes on: what is there is found, the rest is created', async () => {
  const rows = Array.from({ length: 6_000 }, (_, i) => `${i},Google,${i},no,\n`)
  await run(header + rows.slice(0, 5_000).join(''))
  const report = await run(header + rows.join(''))
  expect(report).toMatchObject({ created: 1_000, unchanged: 5_000, updated: 0 })
})
