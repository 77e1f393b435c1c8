import { migrate } from '@millrace/store'
import { defineCommand, type Output } from '../command.js'
import { EXIT } from '../exit-codes.js'
import { ensureFirstAccount, type SignIn } from '../first-account.js'
import { refuseTakenPort } from '../refuse-taken-port.js'
import { readSecretKey } from '../secret-key.js'
import type { Settings } from '../settings.js'
import { listenForStop, type StopRequest } from '../stop-request.js'
import { type Child, keepRunning } from '../supervise/child.js'
import { keepDatabase } from '../supervise/database.js'

export const startCommand = defineCommand({
  name: 'start',
  summary: 'Run everything: database, migrations, HTTP, workers',
  usage: '',
  details:
    'Without DATABASE_URL a real PostgreSQL runs in the data directory. Ctrl-C lets running work finish and stops everything in order; a second Ctrl-C does not wait.',
  options: {},
  examples: ['millrace start', 'PORT=8080 MILLRACE_WORKERS=2 millrace start'],
  takes: [0, 0],
  async run({ settings, output }) {
    const children: Child[] = []
    await refuseTakenPort(settings)
    const stop = listenForStop(() => {
      for (const child of children) child.kill()
    })
    let url = ''
    const database = await keepDatabase(settings, {
      note: output.note,
      onMoved: (moved) => {
        url = moved
        for (const child of children) child.restart()
      },
    })
    url = database.url
    try {
      await migrate(url, { log: output.note })
      await readSecretKey(settings.secretKeyFile)
      const signIn = await ensureFirstAccount(url, settings)
      const environment = (nth: number) => ({
        ...process.env,
        DATABASE_URL: url,
        MILLRACE_DATA_DIR: settings.dataDir,
        ...metricsPort(settings, nth),
      })
      const dataAt = database.embedded?.clusterDir ?? 'in the PostgreSQL of DATABASE_URL'
      const greet = (served: unknown) => welcome(served, { settings, signIn, dataAt, output })
      await runChildren(children, { environment, settings, output, stop, greet })
    } finally {
      // Workers first: they drain while the API still answers.
      const [server, ...workers] = children
      await Promise.all(workers.map((worker) => worker.stop()))
      await server?.stop()
      await database.close()
    }
    output.note('Stopped.')
    return EXIT.ok
  },
})

async function runChildren(
  children: Child[],
  how: {
    readonly environment: (nth: number) => NodeJS.ProcessEnv
    readonly settings: Settings
    readonly output: Output
    readonly stop: StopRequest
    readonly greet: (served: unknown) => void
  },
): Promise<void> {
  const { environment, settings, output, stop, greet } = how
  if (stop.requested) return
  const launch = (role: 'serve' | 'work') => {
    const nth = children.length
    const child = keepRunning({ role, environment: () => environment(nth), note: output.note })
    children.push(child)
    return child
  }
  const server = launch('serve')
  const workers = Array.from({ length: settings.workers }, () => launch('work'))
  const ready = Promise.all([server, ...workers].map((child) => child.ready))
  await Promise.race([ready.then(([served]) => greet(served)), stop.whenRequested])
  await stop.whenRequested
  output.note('Stopping: running work is finished first. Ctrl-C again does not wait.')
}

/** Each process has a port of its own for its figures, one after the other. */
function metricsPort({ metricsPort: first }: Settings, nth: number): NodeJS.ProcessEnv {
  return first ? { MILLRACE_METRICS_PORT: String(first + nth) } : {}
}

function welcome(
  served: unknown,
  about: {
    readonly settings: Settings
    readonly signIn: SignIn
    readonly dataAt: string
    readonly output: Output
  },
): void {
  const { settings, signIn, dataAt, output } = about
  const { url } = served as { readonly url: string }
  const lines = [
    '',
    'Millrace is running.',
    '',
    `  API       ${url}`,
    `  Sign in   ${signIn.sentence}`,
    `  Data      ${dataAt}`,
    `  Workers   ${settings.workers}`,
    '',
    'Ctrl-C stops it.',
  ]
  output.result(lines.join('\n'), {
    url,
    token: signIn.newToken,
    dataDir: settings.dataDir,
    pid: process.pid,
  })
}
