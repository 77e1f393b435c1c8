import { delayMs, type Effect, type Enrollment, type LogRow, steps, type WaveRow } from './protocol.js'

/** Runs one enrollment from where it stands until it waits, leaves the database or ends: pure. */
export function interpret(
  found: Readonly<Enrollment>,
  counterBefore: number,
  now: number,
  effectId: (enrollmentId: number, step: number) => string,
): WaveRow {
  const log: LogRow[] = []
  let counter = counterBefore
  let { step } = found
  let waited = found.state === 'time'
  const say = (at: number | null, outcome: string) =>
    log.push({ enrollmentId: found.id, seq: found.seq + log.length + 1, at: now, step: at, outcome })
  const stop = (after: WaveRow['after'], effect: Effect | null = null): WaveRow => ({
    enrollmentId: found.id,
    expectedSeq: found.seq,
    after,
    log,
    counter,
    effect,
  })
  for (; step < steps.length; step++) {
    const kind = steps[step]
    if (kind === 'increment') {
      counter++
      say(step, 'succeeded')
    } else if (kind === 'delay') {
      if (!waited) {
        say(step, 'waiting')
        return stop({ state: 'time', step, dueAt: now + delayMs, endState: null })
      }
      // Waking is no event of its own: what it wakes to is logged.
      waited = false
    } else {
      say(step, 'waiting')
      return stop(
        { state: 'effect', step, dueAt: null, endState: null },
        {
          id: effectId(found.id, step),
          enrollmentId: found.id,
          recordId: found.recordId,
          step,
          state: 'queued',
          attempt: 0,
          nextAt: now,
          leaseId: null,
        },
      )
    }
  }
  say(null, 'ended')
  return stop({ state: 'ended', step: steps.length - 1, dueAt: null, endState: 'completed' })
}
