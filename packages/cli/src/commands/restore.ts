import { resolve } from 'node:path'
import { restoreBackup } from '@millrace/store'
import { defineCommand } from '../command.js'
import { withDatabaseUrl } from '../database-in-use.js'
import { EXIT } from '../exit-codes.js'

export const restoreCommand = defineCommand({
  name: 'restore',
  summary: 'Read a backup into an empty database',
  usage: '<file>',
  details:
    'The file is checked as a whole before anything is written, and all of it is written or nothing. A backup of an older Millrace is migrated. Put the secret key of that installation back as well, else stored secrets cannot be opened.',
  options: {},
  examples: ['MILLRACE_DATA_DIR=./new-data millrace restore millrace-2026-11-22.backup'],
  takes: [1, 1],
  async run({ positionals, settings, output }) {
    const file = resolve(positionals[0] ?? '')
    const report = await withDatabaseUrl(settings, output.note, (url) =>
      restoreBackup(url, file, output.note),
    )
    output.result(`${report.rows} rows of ${report.accounts} accounts are restored from ${file}.`, {
      file,
      ...report,
    })
    return EXIT.ok
  },
})
