import { type ChildProcess, fork } from 'node:child_process'
import { CommandFailure } from '../exit-codes.js'
import { youngHeap } from './young-heap.js'

/** A role's process that is started again whenever it ends by itself. */
export interface Child {
  /** What it said when it became ready the first time; refused when it ended before that. */
  readonly ready: Promise<unknown>
  /** Asks it to drain and waits for its end, at most `DRAIN_MS`. */
  stop(): Promise<void>
  /** Ends it now and starts it again with its environment of this moment. */
  restart(): void
  kill(): void
}

export interface ChildOptions {
  readonly role: 'serve' | 'work'
  /** Asked at each start. */
  readonly environment: () => NodeJS.ProcessEnv
  readonly note: (line: string) => void
}

/** Work a killed worker leaves is taken up by the next one, so waiting longer gains nothing. */
const DRAIN_MS = 30_000
const LONGEST_PAUSE_MS = 10_000
const STABLE_MS = 60_000

export function keepRunning(options: ChildOptions): Child {
  const { role, environment, note } = options
  let child: ChildProcess
  let stopping = false
  let wasReady = false
  let crashes = 0
  let timer: NodeJS.Timeout | undefined
  let becameReady = (_message: unknown) => {}
  let failed = (_reason: CommandFailure) => {}
  const ready = new Promise<unknown>((resolve, reject) => {
    becameReady = resolve
    failed = reject
  })
  // Nobody may be listening any more when it fails: a stop that was asked for meanwhile.
  ready.catch(() => {})

  const launch = () => {
    const startedAt = Date.now()
    // Detached: a Ctrl-C in the terminal is for the supervisor, which drains in order.
    child = fork(new URL(import.meta.resolve('../bin.js')), [role], {
      env: environment(),
      execArgv: [...process.execArgv, ...youngHeap],
      detached: true,
    })
    child.on('message', (message) => {
      wasReady = true
      becameReady(message)
    })
    child.on('exit', (code, signal) => {
      if (stopping) return
      if (!wasReady) return failed(new CommandFailure(`The ${role} process could not start; see above.`))
      crashes = Date.now() - startedAt > STABLE_MS ? 1 : crashes + 1
      const pause = Math.min(100 * 2 ** crashes, LONGEST_PAUSE_MS)
      note(`The ${role} process ended (${signal ?? `code ${code}`}); starting it again in ${pause} ms`)
      timer = setTimeout(launch, pause)
    })
  }
  launch()

  return {
    ready,
    async stop() {
      stopping = true
      clearTimeout(timer)
      await drain(child)
    },
    restart() {
      crashes = 0
      child.kill('SIGKILL')
    },
    kill() {
      stopping = true
      child.kill('SIGKILL')
    },
  }
}

async function drain(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  if (child.connected) child.send('stop')
  const impatience = setTimeout(() => child.kill('SIGKILL'), DRAIN_MS)
  await ended
  clearTimeout(impatience)
}
