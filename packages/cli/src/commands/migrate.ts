import { migrate } from '@millrace/store'
import { defineCommand } from '../command.js'
import { withDatabaseUrl } from '../database-in-use.js'
import { EXIT } from '../exit-codes.js'

export const migrateCommand = defineCommand({
  name: 'migrate',
  summary: "Bring the database to this version's schema",
  usage: '',
  details:
    '`start` does this by itself. Run it before `serve` and `work` when they run on their own; several at once do no harm.',
  options: { 'dry-run': { type: 'boolean', meaning: 'Only say what would be done' } },
  examples: ['millrace migrate --dry-run', 'DATABASE_URL=postgresql://… millrace migrate'],
  takes: [0, 0],
  async run({ values, settings, output }) {
    const dryRun = values['dry-run'] === true
    const report = await withDatabaseUrl(settings, output.note, (url) =>
      migrate(url, { dryRun, log: output.note }),
    )
    const names = report.applied.join(', ')
    const verb = dryRun ? 'Would apply' : 'Applied'
    output.result(names ? `${verb} ${names}.` : 'The schema is up to date.', { dryRun, ...report })
    return EXIT.ok
  },
})
