import { observeWork } from '@millrace/api'
import * as engine from '@millrace/engine'
import { defineCommand } from '../command.js'
import { type RoleInput, runRole } from '../run-role.js'

export const workCommand = defineCommand({
  name: 'work',
  summary: 'Run a worker, without the HTTP API',
  usage: '',
  details: 'Any number may run on one database; they share the work through it. Set DATABASE_URL.',
  options: {},
  examples: ['DATABASE_URL=postgresql://… millrace work'],
  takes: [0, 0],
  run: ({ settings, output }) =>
    runRole({ name: 'work', connections: 10, statementTimeout: 30_000, start }, settings, output),
})

function start({ db, settings, log, metrics }: RoleInput) {
  const limits = { leaseMs: settings.leaseSeconds * 1000 }
  return engine.startWorker({
    db,
    settings: { ...settings, limits },
    log,
    observer: observeWork(metrics),
  })
}
