import type { Step } from '@millrace/definitions'
import { momentIn, nextOpening, type Opening } from '@millrace/model'
import { fractionOf } from '../crm/hash.js'
import type { Held, WaveMember } from './wave-member.js'
import type { WaveRun } from './wave-run.js'

/**
 * Who may go on at a step. Before an action that is neither delay nor branch, whoever stands there outside the windows of the
 * workflow waits for the moment at which they let through (W-SET-7, W-SET-9, W-SET-13). The wave has one moment, so it asks
 * once for all who come; who was held already is asked about when they came (docs/decisions/0027).
 */
export function holdOutsideWindows(
  run: WaveRun,
  step: Step,
  members: readonly WaveMember[],
): readonly WaveMember[] {
  const windows = members[0]?.workflow.windows
  if (!windows || step.action.ignoresWindows) return members
  const { now } = run.wave
  const next = nextOpening(windows, now)
  return members.filter((member) => {
    const first = member.heldSince === null ? next : nextOpening(windows, member.heldSince)
    const held = heldBy(first, now, member) ?? heldBy(next, now, member)
    if (held) hold(run, step, member, held)
    return !held
  })
}

/** The moment of an opening that a member has; null where it has come. */
function heldBy(opening: Opening | null, now: number, member: WaveMember): Held | null {
  if (!opening) return null
  const until = momentIn(opening, lotOf(member))
  return until > now ? { until, because: opening.because } : null
}

/** W-SET-8, engine.md 4: the same whenever it is asked for. */
function lotOf({ enrollmentId, actionId, visit }: WaveMember): number {
  return fractionOf(enrollmentId, actionId, visit + 1, 'window')
}

/** M-LOGA-11: a row for each moment that it is told, with the reason. */
function hold(run: WaveRun, step: Step, member: WaveMember, held: Held): void {
  if (member.held?.until !== held.until || member.claimed.actionId !== step.actionId)
    run.logStep(member, step, 'waiting', { code: held.because, detail: { until: held.until } })
  run.hold(member, held)
}
