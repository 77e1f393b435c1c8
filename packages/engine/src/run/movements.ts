import type { EndReason } from '@millrace/store'

/** What the steps of one wave did to enrollments besides their own: ports note it, the run acts on it. */
export class Movements {
  /** Enrollments of this wave that a step took out: its run ends them, their rows are settled with it. */
  readonly expelled = new Map<number, EndReason>()
  /** Enrollments of this wave that have ended in it: in the database they are active still. */
  readonly ended = new Set<number>()
  /** Somebody entered a workflow: there is work when the wave has committed. */
  entered = false
  /** Somebody else may go on: what it waited for has ended (A-FLW-10). */
  released = false
}
