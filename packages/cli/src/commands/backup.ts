import { resolve } from 'node:path'
import { writeBackup } from '@millrace/store'
import { defineCommand } from '../command.js'
import { withDatabaseUrl } from '../database-in-use.js'
import { EXIT } from '../exit-codes.js'

export const backupCommand = defineCommand({
  name: 'backup',
  summary: 'Write everything into one file',
  usage: '<file>',
  details:
    'All accounts as of one moment, while everything runs or while it is stopped. The file is a tar archive and holds all customer data. The secret key is not in it: keep a copy of that file elsewhere.',
  options: {},
  examples: ['millrace backup millrace-2026-11-22.backup'],
  takes: [1, 1],
  async run({ positionals, settings, output }) {
    const file = resolve(positionals[0] ?? '')
    const report = await withDatabaseUrl(settings, output.note, (url) => writeBackup(url, file, output.note))
    const size = (report.bytes / 1024 / 1024).toFixed(1)
    output.result(`${report.rows} rows of ${report.accounts} accounts are in ${file} (${size} MiB).`, {
      file,
      ...report,
      secretKeyFile: settings.secretKeyFile,
    })
    output.note(`Keep the secret key too, apart from it: ${settings.secretKeyFile}`)
    return EXIT.ok
  },
})
