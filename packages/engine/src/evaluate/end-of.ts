import type { CompiledWorkflow } from '@millrace/definitions'
import type { EndReason, EndState } from '@millrace/store'
import { suppressionOf } from '../run/guards.js'
import type { LeaveSignal } from './signal.js'

/** How an enrollment ends by a signal (W-UNA-12). */
export function endOf(
  workflow: CompiledWorkflow,
  by: LeaveSignal,
): { readonly endState: EndState; readonly reason: EndReason } {
  switch (by) {
    case 'goal_met':
      return { endState: 'goal_met', reason: 'goal_met' }
    case 'no_longer_meets':
      return { endState: 'unenrolled', reason: 'no_longer_meets_criteria' }
    case 'suppressed':
      return { endState: 'unenrolled', reason: suppressionOf(workflow) }
  }
}
