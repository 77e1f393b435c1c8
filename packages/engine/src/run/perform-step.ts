import type { Member, Outcome } from '@millrace/actions'
import type { Step } from '@millrace/definitions'
import { followOutcome } from './follow-outcome.js'
import { touchesGuards } from './guards.js'
import { PortFailure, Postponed, type RefusedWrites, TooManyAssociated } from './wave.js'
import type { WaveMember } from './wave-member.js'
import type { WaveRun } from './wave-run.js'

/** One step for everyone who stands at it: run, then each goes where its outcome leads. */
export async function performStep(run: WaveRun, step: Step, members: readonly WaveMember[]): Promise<void> {
  for (const member of members) member.arrive()
  run.wave.work.beginExecution()
  const outcomes = await outcomesOf(run, step, members)
  const asksAgain = members[0] !== undefined && touchesGuards(members[0].workflow, step)
  members.forEach((member, index) => {
    if (asksAgain) member.guardsDue = true
    follow(run, step, member, outcomes[index])
  })
}

function follow(run: WaveRun, step: Step, member: WaveMember, outcome: Attempt): void {
  if (outcome !== undefined) {
    followOutcome(run, step, member, outcome)
    return
  }
  member.turnBack()
  run.stop(member, { state: 'ready' })
}

/** undefined: put off, claimed again when the record it needs is free. */
type Attempt = Outcome | undefined

async function outcomesOf(
  run: WaveRun,
  step: Step,
  members: readonly WaveMember[],
): Promise<readonly Attempt[]> {
  const workflow = members[0]?.workflow
  if (!workflow) return []
  // W-RUN-2: while the workflow is off, delays and branches go on; everything else is skipped.
  if (!workflow.isEnabled && !step.action.ignoresWindows)
    return members.map(() => ({ kind: 'skipped', code: 'workflow_off' }))
  const crm = run.wave.crmFor(workflow, step, members)
  try {
    const running = step.prepared.run(members, crm)
    const outcomes = running instanceof Promise ? await running : running
    if (outcomes.length === members.length) {
      const refused = await crm.refusedWrites()
      return refused
        ? outcomes.map((outcome, index) => withRefused(outcome, refused, members[index]))
        : outcomes
    }
    throw new Error(`${step.action.type} answered ${outcomes.length} outcomes for ${members.length} members`)
  } catch (error) {
    if (error instanceof PortFailure || crm.irrevocable) throw error
    for (const member of members) run.wave.work.undo(member)
    if (error instanceof Postponed && error.members.size > 0)
      return outcomesWithout(error.members, run, step, members)
    return members.length === 1 ? [attemptOf(error)] : outcomesOneByOne(run, step, members)
  }
}

/** A-EDR-20: what the database refused is a failure; the good parts stay written. */
function withRefused(outcome: Outcome, refused: RefusedWrites, member: WaveMember | undefined): Outcome {
  const names = member && refused.get(member.enrollmentId)
  if (!names || (outcome.kind !== 'succeeded' && outcome.kind !== 'failed')) return outcome
  const properties = { ...Object(outcome.detail?.properties), ...Object.fromEntries(names) }
  const code = outcome.kind === 'failed' ? outcome.code : 'already_exists'
  return { kind: 'failed', code, detail: { ...outcome.detail, properties } }
}

/** Some are put off; the others are still one group. */
async function outcomesWithout(
  postponed: ReadonlySet<Member>,
  run: WaveRun,
  step: Step,
  members: readonly WaveMember[],
): Promise<readonly Attempt[]> {
  const going = members.filter((member) => !postponed.has(member))
  const outcomes = new Map<Member, Attempt>()
  const answers = await outcomesOf(run, step, going)
  going.forEach((member, index) => {
    outcomes.set(member, answers[index])
  })
  return members.map((member) => outcomes.get(member))
}

/** One of them broke the action: the others must not suffer, so each runs alone (engine.md 4, poison). */
async function outcomesOneByOne(
  run: WaveRun,
  step: Step,
  members: readonly WaveMember[],
): Promise<readonly Attempt[]> {
  const outcomes: Attempt[] = []
  for (const member of members) outcomes.push(...(await outcomesOf(run, step, [member])))
  return outcomes
}

function attemptOf(error: unknown): Attempt {
  if (error instanceof TooManyAssociated)
    return { kind: 'failed', code: 'too_many_associated_records', detail: { count: error.count } }
  const message = error instanceof Error ? error.message : String(error)
  return { kind: 'failed', code: 'internal_error', detail: { message } }
}
