// The words of the protocol: what is atomic, and nothing of how it is stored.

/** The steps of the simulated workflow: action '1', '2', … */
export const steps = ['increment', 'webhook', 'delay', 'increment', 'webhook', 'increment'] as const

export const leaseMs = 3_600_000
export const delayMs = 3_600_000

export interface Enrollment {
  readonly id: number
  readonly recordId: number
  state: 'ready' | 'time' | 'effect' | 'ended'
  /** Index of the step it stands at. */
  step: number
  seq: number
  /** null where nothing is due. */
  dueAt: number | null
  endState: 'completed' | 'unenrolled' | null
}

export interface LogRow {
  readonly enrollmentId: number
  readonly seq: number
  readonly at: number
  readonly step: number | null
  readonly outcome: string
}

export interface Effect {
  readonly id: string
  readonly enrollmentId: number
  readonly recordId: number
  readonly step: number
  state: 'queued' | 'in_flight' | 'retrying'
  attempt: number
  nextAt: number
  leaseId: string | null
}

/** `dropped`: the enrollment had left before it was sent; its row goes without a word. */
export type Answer = 'succeeded' | 'retry' | 'dropped'

export interface EffectAnswer {
  readonly effect: Effect
  readonly answer: Answer
}

/** What a wave makes of one enrollment, decided in memory over what it read. */
export interface WaveRow {
  readonly enrollmentId: number
  readonly expectedSeq: number
  readonly after: Pick<Enrollment, 'state' | 'step' | 'dueAt' | 'endState'>
  readonly log: readonly LogRow[]
  /** What the record's counter is after it. */
  readonly counter: number
  readonly effect: Effect | null
}
