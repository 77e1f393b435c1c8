import { defineCommand } from '../command.js'
import type { RoleInput } from '../run-role.js'

export const workCommand = defineCommand({
  name: 'work',
  summary: 'Run a worker, without the HTTP API',
  usage: '',
  details: 'Any number may run on one database; they share the work through it. Set DATABASE_URL.',
  options: {},
  examples: ['DATABASE_URL=postgresql://… millrace work'],
  takes: [0, 0],
  async run({ settings, output }) {
    const { runRole } = await import('../run-role.js')
    return runRole({ name: 'work', connections: 10, statementTimeout: 30_000, start }, settings, output)
  },
})

/** What works is loaded here: all other commands would wait 0.3 s for it. */
async function start({ db, settings, log, metrics }: RoleInput) {
  const [engine, { observeWork }] = await Promise.all([import('@millrace/engine'), import('@millrace/api')])
  const limits = { leaseMs: settings.leaseSeconds * 1000 }
  return engine.startWorker({
    db,
    settings: { ...settings, limits },
    log,
    observer: observeWork(metrics),
  })
}
