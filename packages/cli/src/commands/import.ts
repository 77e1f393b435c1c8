import { readFile } from 'node:fs/promises'
import { Problem } from '@millrace/model'
import { type Database, listAccounts, openDatabase } from '@millrace/store'
import { defineCommand } from '../command.js'
import { withDatabaseUrl } from '../database-in-use.js'
import { CommandFailure, EXIT } from '../exit-codes.js'
import { describeImport } from '../import/describe-import.js'
import { importFile } from '../import/import-file.js'
import { readMapping } from '../import/mapping.js'
import { progressOn } from '../import/progress.js'

export const importCommand = defineCommand({
  name: 'import',
  summary: 'Read records from a CSV file',
  usage: '<object type> <file>',
  details:
    'The mapping says which column becomes which property; properties that are missing are made, with a type taken from ' +
    'the values where the mapping names none. Rows are matched to records by the unique key, so a file can be imported ' +
    'again, and an import that was interrupted goes on. Rows that do not fit are left out and reported; a file that ' +
    'cannot be read to its end changes nothing.',
  options: {
    mapping: { type: 'string', short: 'm', placeholder: 'json', meaning: 'The mapping file' },
    account: { type: 'string', placeholder: 'id', meaning: 'The account; needed when there are several' },
    rejects: {
      type: 'string',
      placeholder: 'csv',
      meaning: 'A file for rejected rows, with line and reason',
    },
    'dry-run': { type: 'boolean', meaning: 'Check everything, write nothing' },
  },
  examples: [
    'millrace import contacts ../shared/data/leads.csv --mapping examples/leads-mapping.json',
    'millrace import contacts people.csv --mapping people.json --dry-run --rejects rejected.csv',
  ],
  takes: [2, 2],
  async run({ values, positionals: [objectType = '', path = ''], settings, output }) {
    if (!values.mapping)
      throw new CommandFailure('Say how columns become properties: --mapping <json>.', EXIT.usage)
    const started = performance.now()
    try {
      const mapping = readMapping(await readFile(values.mapping, 'utf8'))
      const report = await withDatabaseUrl(settings, output.note, async (url) => {
        const db = openDatabase({ url, max: 3, applicationName: 'millrace import' })
        const work = async () => {
          const accountId = await accountFor(db, values.account)
          const request = { accountId, path, objectType, mapping, dryRun: values['dry-run'] === true }
          return importFile(
            db,
            { ...request, rejects: values.rejects },
            progressOn(process.stderr, output.json),
          )
        }
        return work().finally(() => db.close())
      })
      const seconds = (performance.now() - started) / 1000
      const { text, object } = describeImport(report, { path, objectType, seconds, rejects: values.rejects })
      output.result(text, object)
      return report.rows > 0 && report.rejected === report.rows ? EXIT.failure : EXIT.ok
    } catch (error) {
      throw failureOf(error)
    }
  },
})

async function accountFor(db: Database, asked: string | undefined): Promise<number> {
  const accounts = await listAccounts(db)
  const found = asked === undefined ? accounts : accounts.filter(({ id }) => String(id) === asked)
  const [account] = found
  if (account && found.length === 1) return account.id
  if (found.length > 1)
    throw new CommandFailure(
      `Say which account: --account <id>. There are ${found.map(({ id, name }) => `${id} "${name}"`).join(', ')}.`,
      EXIT.usage,
    )
  throw new CommandFailure(
    asked === undefined
      ? 'There is no account yet: `millrace start` makes the first one.'
      : `There is no account ${asked}.`,
  )
}

/** What is wrong with the file or the mapping is the person's to mend: a sentence, not a stack. */
function failureOf(error: unknown): unknown {
  if (error instanceof Problem) return new CommandFailure(`${error.message}\n(${error.code})`)
  if (error instanceof Error && 'code' in error && 'path' in error)
    return new CommandFailure(
      error.code === 'ENOENT'
        ? `There is no file ${String(error.path)}.`
        : `${String(error.path)} cannot be read (${String(error.code)}).`,
    )
  return error
}
