import {
  appendLog,
  countLateSteps,
  noteEnds,
  raiseEffectIssues,
  settleEnrollments,
  type Transaction,
} from '@millrace/store'
import type { Settlement } from './plan-settlement.js'

/** Writes what was planned of enrollments that the caller holds locked. */
export async function writeSettlement(
  tx: Transaction,
  { enrollments, awaited, late, log, issues }: Settlement,
  now: number,
): Promise<void> {
  await settleEnrollments(tx, enrollments, now)
  await noteEnds(tx, awaited)
  await countLateSteps(tx, late)
  await appendLog(tx, log)
  await raiseEffectIssues(tx, issues)
}
