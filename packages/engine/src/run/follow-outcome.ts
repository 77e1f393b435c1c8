import type { Outcome } from '@millrace/actions'
import type { Step } from '@millrace/definitions'
import type { WaveMember } from './wave-member.js'
import type { WaveRun } from './wave-run.js'

/** Logs how a step ended for one member and sends it on its way. */
export function followOutcome(run: WaveRun, step: Step, member: WaveMember, outcome: Outcome): void {
  member.keepOutputs('outputs' in outcome ? outcome.outputs : undefined)
  switch (outcome.kind) {
    case 'succeeded':
    case 'skipped':
      run.logStep(member, step, outcome.kind, outcome)
      run.goTo(member, step.edges.get('next') ?? null)
      break
    case 'failed':
      fail(run, step, member, outcome)
      break
    case 'branched':
      run.logStep(member, step, 'branched', { branch: outcome.label, detail: outcome.detail })
      run.goTo(member, step.edges.get(outcome.edge) ?? null)
      break
    case 'waiting':
      wait(run, step, member, outcome)
      break
    case 'awaiting':
      run.logStep(member, step, 'waiting', { detail: { until: outcome.until, ...outcome.detail } })
      run.await(member, outcome.until, outcome.enrollmentIds)
      break
    case 'effect':
      run.leave(member, step, outcome.effect)
      break
    case 'ended':
      run.logStep(member, step, 'succeeded', outcome)
      if (outcome.unenrolled) run.end(member, 'unenrolled', 'action')
      else run.end(member, 'completed', 'completed')
      break
  }
}

/** A-GEN-14: logs and goes on, unless this action was told to stop the enrollment. What it wrote stays (A-EDR-20). */
function fail(run: WaveRun, step: Step, member: WaveMember, outcome: Outcome & { kind: 'failed' }): void {
  run.logStep(member, step, 'failed', outcome)
  if (step.stopOnFailure) run.end(member, 'failed', 'error_stop')
  else run.goTo(member, step.edges.get('next') ?? null)
}

/** A wait that is over already takes no rest. */
function wait(run: WaveRun, step: Step, member: WaveMember, outcome: Outcome & { kind: 'waiting' }): void {
  if (outcome.until <= run.wave.now) {
    run.logStep(member, step, 'succeeded', { detail: outcome.detail })
    run.goTo(member, step.edges.get('next') ?? null)
    return
  }
  run.logStep(member, step, 'waiting', { detail: { until: outcome.until, ...outcome.detail } })
  run.wait(member, outcome.until)
}
