import type { Member } from '@millrace/actions'
import type { ClaimedEnrollment, Definitions, Transaction } from '@millrace/store'
import type { Movements } from '../run/movements.js'
import type { UnitOfWork } from '../run/unit-of-work.js'
import type { WaveMember } from '../run/wave-member.js'

/** What the ports of every step of one wave have in common. */
export interface WaveScope {
  readonly tx: Transaction
  readonly definitions: Definitions
  readonly work: UnitOfWork
  readonly movements: Movements
  /** Claimed and locked by the wave. */
  readonly enrollments: readonly ClaimedEnrollment[]
}

/** The step that asks something of the world, and who stands at it. */
export interface AskingStep {
  readonly workflowId: number
  readonly actionId: string
  readonly now: number
  readonly members: readonly WaveMember[]
  /** Something that a guard may ask for has changed: it is asked before the next step. */
  askGuardsOf(member: Member): void
}
