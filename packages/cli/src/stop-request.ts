import { EXIT } from './exit-codes.js'

const ECHO_MS = 500

/** Somebody wants this process to end. */
export interface StopRequest {
  readonly requested: boolean
  readonly whenRequested: Promise<void>
}

/**
 * Ctrl-C, SIGTERM, or, in a child, a word from the supervisor or its end (however it ended: a child never outlives
 * it). A second Ctrl-C does not wait: `force` runs, then the process exits.
 */
export function listenForStop(force: () => void = () => {}): StopRequest {
  let requested = false
  let resolve = () => {}
  const whenRequested = new Promise<void>((done) => {
    resolve = done
  })
  const ask = () => {
    requested = true
    // Nothing more is expected from the supervisor, and an open channel would keep us alive.
    process.channel?.unref()
    resolve()
  }
  let askedAt = 0
  const signalled = () => {
    if (!requested) {
      askedAt = performance.now()
      return ask()
    }
    // One Ctrl-C under npm arrives twice: from the terminal and from npm, which passes it on.
    if (performance.now() - askedAt < ECHO_MS) return
    force()
    process.exit(EXIT.interrupted)
  }
  process.on('SIGINT', signalled)
  process.on('SIGTERM', signalled)
  if (process.send) {
    process.on('disconnect', ask)
    process.on('message', (message) => {
      if (message === 'stop') ask()
    })
  }
  return {
    get requested() {
      return requested
    },
    whenRequested,
  }
}
