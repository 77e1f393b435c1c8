/** Something done again and again, each time a pause after the last time ended; after a failure within a minute. */
export interface Recurring {
  /** Does it now, unless it is being done. */
  now(): void
  close(): Promise<void>
}

/** A daily chore that met a server away must not wait for tomorrow. */
const longestRetry = 60_000

/** `pause`: ms, with a quarter of jitter so that workers started together do not stay together. */
export function every(pause: number, work: () => Promise<void>, failed: (error: unknown) => void): Recurring {
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let closed = false

  const run = () => {
    clearTimeout(timer)
    if (closed || running) return
    running = work().then(
      () => next(pause),
      (error) => {
        failed(error)
        next(Math.min(pause, longestRetry))
      },
    )
  }
  const next = (after: number) => {
    running = undefined
    if (!closed) timer = setTimeout(run, after * (0.875 + Math.random() / 4))
  }
  run()
  return {
    now: run,
    close: async () => {
      closed = true
      clearTimeout(timer)
      await running
    },
  }
}
