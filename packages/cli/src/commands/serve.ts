import { defineCommand } from '../command.js'
import type { RoleInput } from '../run-role.js'

export const serveCommand = defineCommand({
  name: 'serve',
  summary: 'Serve the HTTP API, without a worker',
  usage: '',
  details: 'Any number may run on one database. Set DATABASE_URL, and run `millrace migrate` before.',
  options: {},
  examples: ['DATABASE_URL=postgresql://… PORT=8080 millrace serve'],
  takes: [0, 0],
  async run({ settings, output }) {
    const { runRole } = await import('../run-role.js')
    return runRole({ name: 'serve', connections: 10, statementTimeout: 5_000, start }, settings, output)
  },
})

/** What serves is loaded here: all other commands would wait 0.3 s for it. */
async function start(input: RoleInput) {
  const api = await import('@millrace/api')
  api.measureBacklog(input.metrics, input.db)
  return api.startServer(input)
}
