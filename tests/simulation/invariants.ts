// I1 to I6, I8 to I10 of reliability.md over the final state, the receiver's memory and nothing else.
import { delayMs, type LogRow, steps } from './protocol.js'
import type { Twin } from './twin.js'
import type { Receiver } from './world.js'

export interface Outcome {
  readonly twin: Twin
  readonly receiver: Receiver
  /** Rounds of the last, faultless worker were not enough. */
  readonly stuck: boolean
}

/** What is wrong; empty: nothing. */
export function violations(outcome: Outcome): string[] {
  return [...ofEnrollments(outcome), ...ofRecords(outcome), ...ofCalls(outcome), ...ofTheWhole(outcome)]
}

function ofEnrollments({ twin }: Outcome): string[] {
  const wrong: string[] = []
  for (const one of twin.enrollments.values()) {
    const log = twin.log.filter(({ enrollmentId }) => enrollmentId === one.id).sort((a, b) => a.seq - b.seq)
    const ends = log.filter(({ outcome }) => outcome === 'ended').length
    if (one.state !== 'ended' || ends !== 1) wrong.push(`I1 ${one.id} is ${one.state}, ended ${ends} times`)
    if (log.some(({ seq }, index) => seq !== index))
      wrong.push(`I2 ${one.id}: seqs ${log.map(({ seq }) => seq)}`)
    const path = log.filter(passes).map(({ step }) => step)
    const whole = one.endState === 'completed' ? steps.length : path.length
    if (path.length !== whole || path.some((step, index) => step !== index))
      wrong.push(`I2 ${one.id} went ${path}`)
    const from = log.find(({ step }) => isDelay(step))
    const to = log.find(({ step }) => from !== undefined && (step ?? 0) > (from.step ?? 0))
    if (from && to && to.at - from.at < delayMs) wrong.push(`I9 ${one.id} waited ${to.at - from.at} ms`)
  }
  return wrong
}

const isDelay = (step: number | null) => step !== null && steps[step] === 'delay'

/** A step is passed when it succeeded; a delay, when it began to wait. */
const passes = ({ step, outcome }: LogRow) =>
  step !== null && (isDelay(step) ? outcome === 'waiting' : outcome === 'succeeded')

function ofRecords({ twin }: Outcome): string[] {
  const wrong: string[] = []
  const people = new Set([...twin.enrollments.values()].map(({ recordId }) => recordId))
  for (const person of people) {
    const own = [...twin.enrollments.values()].filter(({ recordId }) => recordId === person)
    if (own.length > 1) wrong.push(`I1 person ${person} was inside ${own.length} times`)
    const ids = new Set(own.map(({ id }) => id))
    const passed = twin.log.filter(
      ({ enrollmentId, step, outcome }) =>
        ids.has(enrollmentId) && step !== null && steps[step] === 'increment' && outcome === 'succeeded',
    ).length
    const counted = twin.counters.get(person) ?? 0
    if (counted !== passed) wrong.push(`I3 person ${person} counts ${counted}, passed ${passed}`)
  }
  return wrong
}

function ofCalls({ twin, receiver }: Outcome): string[] {
  const wrong = receiver.tooLate.map((id) => `W-UNA-11 ${id} was sent for somebody who had left`)
  const idsOf = new Map<string, string[]>()
  for (const [id, step] of receiver.stepOf) idsOf.set(step, [...(idsOf.get(step) ?? []), id])
  for (const [step, ids] of idsOf)
    if (ids.length > 1) wrong.push(`I4 step ${step} was called under ${ids.join(', ')}`)
  for (const { enrollmentId, step, outcome } of twin.log) {
    if (step === null || steps[step] !== 'webhook' || outcome !== 'succeeded') continue
    if (!idsOf.has(`${enrollmentId} ${step}`))
      wrong.push(`I4 step ${enrollmentId} ${step} was never accepted`)
  }
  for (const [id, calls] of receiver.calls) {
    const step = receiver.stepOf.get(id)
    const retries = twin.log.filter(
      (row) => row.outcome === 'retrying' && `${row.enrollmentId} ${row.step}` === step,
    )
    if (calls > 1 + retries.length)
      wrong.push(`I5 ${id} was called ${calls} times after ${retries.length} retries`)
  }
  return wrong
}

function ofTheWhole({ twin, stuck }: Outcome): string[] {
  const wrong: string[] = []
  const logged = new Map<string, number>()
  for (const { outcome } of twin.log) logged.set(outcome, (logged.get(outcome) ?? 0) + 1)
  for (const outcome of new Set([...logged.keys(), ...twin.counted.keys()])) {
    if (logged.get(outcome) !== twin.counted.get(outcome))
      wrong.push(`I6 ${outcome}: counted ${twin.counted.get(outcome)}, logged ${logged.get(outcome)}`)
  }
  if (stuck || twin.outbox.size > 0 || twin.leases.size > 0 || twin.inFlight !== 0)
    wrong.push(
      `I8 stuck: ${twin.outbox.size} effects, ${twin.leases.size} leases, ${twin.inFlight} in flight`,
    )
  return wrong
}
