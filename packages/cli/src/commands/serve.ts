import * as api from '@millrace/api'
import { defineCommand } from '../command.js'
import { type RoleInput, runRole } from '../run-role.js'

export const serveCommand = defineCommand({
  name: 'serve',
  summary: 'Serve the HTTP API, without a worker',
  usage: '',
  details: 'Any number may run on one database. Set DATABASE_URL, and run `millrace migrate` before.',
  options: {},
  examples: ['DATABASE_URL=postgresql://… PORT=8080 millrace serve'],
  takes: [0, 0],
  run: ({ settings, output }) =>
    runRole({ name: 'serve', connections: 10, statementTimeout: 5_000, start }, settings, output),
})

function start(input: RoleInput) {
  api.measureBacklog(input.metrics, input.db)
  return api.startServer(input)
}
