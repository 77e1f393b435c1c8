import type { CompiledWorkflow } from '@millrace/definitions'
import { nextRun, type Schedule } from '@millrace/model'
import type { WorkflowSchedule } from '@millrace/store'

/** What a moment is reckoned from, as text: schedules and zones are the same where it is. */
export function reckonedFrom(schedule: Schedule, timeZone: string): string {
  return JSON.stringify([timeZone, schedule], (_, value: unknown) =>
    value instanceof Set ? [...value].sort((a, b) => a - b) : value,
  )
}

/** When a workflow runs next after a moment, epoch ms; undefined where it does not enroll by a schedule, or is off. */
export function reckon(compiled: CompiledWorkflow, after: number): WorkflowSchedule | undefined {
  const { trigger, timeZone, workflowId, isEnabled } = compiled
  if (trigger.kind !== 'schedule' || !isEnabled) return undefined
  const { schedule } = trigger
  return {
    workflowId,
    reckonedFrom: reckonedFrom(schedule, timeZone),
    nextRunAt: nextRun(schedule, timeZone, after),
  }
}
