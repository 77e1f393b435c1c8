// Templates with logic, rendered by LiquidJS in threads that are ended when one takes too long (libraries.md).
import { Worker } from 'node:worker_threads'
import type { MergeValues } from './merge-values.js'

export type Rendered =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly message: string }

export interface LiquidThread {
  /** `html`: what is merged is escaped. Never rejects. */
  render(text: string, values: MergeValues, html: boolean): Promise<Rendered>
  close(): Promise<void>
}

export interface LiquidLimits {
  /** How long one template may take, ms. */
  readonly deadlineMs: number
  /** Characters one template may make. */
  readonly longestOutput: number
}

export const liquidLimits: LiquidLimits = { deadlineMs: 100, longestOutput: 1_000_000 }

/** The thread minds the deadline itself where it can; one that does not answer at all by then is ended. */
const patience = 3

interface Job {
  readonly text: string
  readonly values: MergeValues
  readonly html: boolean
  /** A machine that stood still looks like a template that takes too long: one more try tells them apart. */
  again: boolean
  readonly done: (rendered: Rendered) => void
}

const tooSlow = /takes too long|render limit/

interface Answer {
  readonly ready?: true
  readonly output?: string
  readonly error?: string
}

/** One thread, started when it is first needed and again after it had to be ended; one template at a time. */
export function startLiquid(limits: LiquidLimits = liquidLimits): LiquidThread {
  const waiting: Job[] = []
  let worker: Worker | null = null
  let ready = false
  let running: Job | null = null
  let deadline: NodeJS.Timeout | undefined

  const next = () => {
    if (running || !waiting[0]) return
    worker ??= start()
    if (!ready) return
    running = waiting.shift() ?? null
    if (!running) return
    const { text, values, html } = running
    worker.postMessage({ text, values, html })
    deadline = setTimeout(tooLate, limits.deadlineMs * patience)
  }

  /** An answer that is here already is read first: this process may have been the slow one. */
  const tooLate = () => setImmediate(() => running && end('the template takes too long'))

  const finish = (rendered: Rendered) => {
    clearTimeout(deadline)
    const job = running
    running = null
    if (job?.again && !rendered.ok && tooSlow.test(rendered.message))
      waiting.unshift({ ...job, again: false })
    else job?.done(rendered)
    next()
  }

  const end = (message: string) => {
    void worker?.terminate()
    worker = null
    ready = false
    finish({ ok: false, message })
  }

  const start = () => {
    const started = new Worker(new URL('../../liquid-thread.mjs', import.meta.url), {
      workerData: limits,
      resourceLimits: { maxOldGenerationSizeMb: 64 },
      execArgv: [],
    })
    started.on('message', (answer: Answer) => {
      if (started !== worker) return
      if (answer.ready) ready = true
      else if (answer.output !== undefined) return finish({ ok: true, text: answer.output })
      else return finish({ ok: false, message: answer.error ?? 'the template cannot be rendered' })
      next()
    })
    const broken = (error?: unknown) => {
      if (started !== worker) return
      if (!running) running = waiting.shift() ?? null
      end(error instanceof Error ? error.message : 'the thread ended')
    }
    started.on('error', broken)
    started.on('exit', () => broken())
    started.unref()
    return started
  }

  return {
    render: (text, values, html) =>
      new Promise((done) => {
        waiting.push({ text, values, html, again: true, done })
        next()
      }),
    close: async () => {
      const closing = worker
      worker = null
      await closing?.terminate()
    },
  }
}
