import type { AwaitedEnd, Crm, Effect, Member } from '@millrace/actions'
import type { CompiledWorkflow, Step } from '@millrace/definitions'
import type { ClaimedEnrollment, Definitions, LogRow, RevisionMove } from '@millrace/store'
import type { Movements } from './movements.js'
import type { UnitOfWork } from './unit-of-work.js'
import type { WaveMember } from './wave-member.js'

/** What one wave runs over and what it leaves behind. The interpreter touches nothing else. */
export interface Wave {
  /** The wave's one moment: epoch ms of the database. */
  readonly now: number
  readonly definitions: Definitions
  readonly work: UnitOfWork
  /** Claimed and locked, in order of due time, then id. */
  readonly enrollments: readonly ClaimedEnrollment[]
  readonly moves: readonly RevisionMove[]
  /** By enrollment that waits for others: how those ended. */
  readonly awaited: ReadonlyMap<number, readonly AwaitedEnd[]>
  readonly movements: Movements
  /** The ports a step runs with. */
  crmFor(workflow: CompiledWorkflow, step: Step, members: readonly WaveMember[]): WaveCrm
  /** True once the wave has run long enough: it settles and goes on in a new one. */
  spent(): boolean
}

export interface WaveResult {
  readonly members: readonly WaveMember[]
  readonly log: readonly LogRow[]
  readonly effects: readonly { readonly member: WaveMember; readonly effect: Effect; readonly seq: number }[]
}

/** By enrollment, then by property: writes of this step that the database refused, and why. */
export type RefusedWrites = ReadonlyMap<number, ReadonlyMap<string, string>>

export interface WaveCrm extends Crm {
  /** True when the database has done something already that an error in memory could not take back. */
  readonly irrevocable: boolean
  /** Asked once, after the step ran. null: it wrote nothing that could be refused. */
  refusedWrites(): Promise<RefusedWrites> | null
}

/** Members need records that this wave has not locked: their enrollments are claimed again (engine.md 4). */
export class Postponed extends Error {
  override readonly name = 'Postponed'
  readonly members: ReadonlySet<Member>
  constructor(...members: readonly Member[]) {
    super('a record this step needs is held by another wave')
    this.members = new Set(members)
  }
}

/** A step asks for more records of one member than it may touch (engine.md 9): it fails for that member. */
export class TooManyAssociated extends Error {
  override readonly name = 'TooManyAssociated'
  constructor(readonly count: number) {
    super(`${count} associated records`)
  }
}

/** The database refused a port: the wave as a whole ends, nothing of it is kept. */
export class PortFailure extends Error {
  override readonly name = 'PortFailure'
}
