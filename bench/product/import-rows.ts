import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAccount } from '@millrace/store'
import pg from 'pg'
import type { Bench } from '../bench.ts'
import { figureOf } from '../measure/figure.ts'
import { alternate, ratios } from '../measure/pairs.ts'

const root = join(import.meta.dirname, '..', '..')
const columns = 40
/** What an import writes, in the order in which COPY may fill it. */
const tables = ['records', 'cold_values', 'record_keys', 'changes', 'import_records']

async function writeCsv(file: string, rows: number): Promise<void> {
  const csv = createWriteStream(file)
  const names = Array.from({ length: columns - 3 }, (_, i) => `Field ${i + 1}`)
  csv.write(`Email,Visits,Source,${names.join(',')}\n`)
  for (let i = 0; i < rows; i++) {
    const values = names.map((_, k) => `some text value ${(i * 7 + k) % 1000}`)
    const line = `person${i}@example.test,${i % 10},${['Google', 'Referral', 'Direct'][i % 3]},${values.join(',')}\n`
    if (!csv.write(line)) await once(csv, 'drain')
  }
  csv.end()
  await once(csv, 'finish')
}

function mapping(): object {
  const fields = Array.from({ length: columns - 3 }, (_, i) => [
    `Field ${i + 1}`,
    { property: `field_${i + 1}`, type: 'string' },
  ])
  return {
    objectType: 'contacts',
    uniqueKey: 'email',
    columns: {
      Email: { property: 'email' },
      Visits: { property: 'visits', type: 'number' },
      Source: { property: 'source', type: 'string' },
      ...Object.fromEntries(fields),
    },
  }
}

/** The real command, with its start-up; and COPY of what it left, into the same tables with the same indexes. */
export const importRows: Bench = {
  names: ['import.rows'],
  what: 'CSV import with changes and keys ÷ COPY of the same rows into the same tables',
  async run(context) {
    const rows = Math.round(100_000 * context.scale)
    const folder = await mkdtemp(join(tmpdir(), 'millrace-import-'))
    const stage = await context.arena.database('import_rows')
    // Beside the tables' own files: there the server may write, whichever user it runs as.
    const out = (table: string) => `${context.arena.server.clusterDir}/bench_${table}`
    const admin = new pg.Client({ connectionString: stage.adminUrl })
    await admin.connect()
    try {
      const csv = join(folder, 'people.csv')
      await writeCsv(csv, rows)
      await writeFile(join(folder, 'mapping.json'), JSON.stringify(mapping()))
      await createAccount(stage.db, { name: 'Bench' })
      const clear = () => admin.query(`TRUNCATE ${tables.join(', ')}, pending_changes, imports CASCADE`)
      const ours = async () => {
        await clear()
        await admin.query('CHECKPOINT')
        const start = performance.now()
        const child = spawn(
          process.execPath,
          [
            join(root, 'packages/cli/dist/bin.js'),
            'import',
            'contacts',
            csv,
            '--mapping',
            join(folder, 'mapping.json'),
          ],
          { env: { ...process.env, DATABASE_URL: stage.url }, stdio: ['ignore', 'ignore', 'inherit'] },
        )
        const [code] = (await once(child, 'exit')) as [number | null]
        if (code !== 0) throw new Error(`the import ended with ${code}`)
        return rows / ((performance.now() - start) / 1000)
      }
      const copy = async () => {
        const { rows: counted } = await admin.query('SELECT count(*)::int AS n FROM records')
        if (counted[0].n !== rows) throw new Error(`${counted[0].n} of ${rows} imported: no figure`)
        for (const table of tables) await admin.query(`COPY (SELECT * FROM ${table}) TO '${out(table)}'`)
        await clear()
        await admin.query('CHECKPOINT')
        const start = performance.now()
        for (const table of tables) await admin.query(`COPY ${table} FROM '${out(table)}'`)
        return rows / ((performance.now() - start) / 1000)
      }
      const pairs = await alternate(context.pairs, ours, copy)
      const rate = Math.round(pairs.map((pair) => pair.ours).sort((a, b) => a - b)[pairs.length >> 1] ?? 0)
      return [
        figureOf(
          'import.rows',
          ratios(pairs),
          'ratio',
          { atLeast: 0.6 },
          `${rate.toLocaleString('en-US')} rows/s`,
        ),
      ]
    } finally {
      await admin.end()
      await stage.drop()
      for (const table of tables) await rm(out(table), { force: true })
      await rm(folder, { recursive: true, force: true })
    }
  },
}
