import { mostVisits } from '@millrace/actions'
import type { Step } from '@millrace/definitions'
import { enter } from './enter.js'
import { asksToLeave } from './guards.js'
import { holdOutsideWindows } from './hold-outside-windows.js'
import { asksForNewLinks } from './new-links.js'
import { performStep } from './perform-step.js'
import type { Wave, WaveResult } from './wave.js'
import type { WaveMember } from './wave-member.js'
import { WaveRun } from './wave-run.js'

/**
 * Runs a wave in memory: every action once for all who stand at it, along the edges, until everyone waits, leaves the
 * database or ends. Pure but for the ports: same enrollments, same records, same `now`, same result.
 */
export async function runWave(wave: Wave): Promise<WaveResult> {
  const run = new WaveRun(wave, enter)
  run.start()
  while (!wave.spent()) {
    const group = run.nextGroup()
    if (!group) break
    const [step, members] = group
    const going = holdOutsideWindows(run, step, whoMayGoOn(run, step, members))
    if (going.length > 0) await performStep(run, step, going)
    run.letOutExpelled()
  }
  run.bringInExpelled()
  return run
}

function whoMayGoOn(run: WaveRun, step: Step, members: readonly WaveMember[]): readonly WaveMember[] {
  return members.filter((member) => {
    // A-GEN-20: another enrollment of this record, in this very wave, deletes it.
    if (run.wave.work.doomed.has(member.record.id)) {
      run.end(member, 'unenrolled', 'record_deleted')
      return false
    }
    if (asksForNewLinks(member, step, run.wave.work)) {
      run.stop(member, { state: 'ready' })
      return false
    }
    const expelled = run.wave.movements.expelled.get(member.enrollmentId)
    const leave = expelled ? null : asksToLeave(member, run.wave.now)
    if (expelled) run.end(member, 'unenrolled', expelled)
    else if (leave) run.end(member, leave.endState, leave.reason)
    else if (member.visit >= mostVisits) run.end(member, 'unenrolled', 'loop_guard')
    else return true
    return false
  })
}
