import type { Flow } from '../flow.js'

export interface FlowSchedule {
  readonly json: Readonly<Record<string, unknown>>
  readonly field: 'enrollmentSchedule' | 'millrace.enrollmentSchedule'
}

/** The schedule a flow names, and where; what only we have stands among our additions. */
export function scheduleOf({ enrollmentSchedule, millrace }: Flow): FlowSchedule | undefined {
  if (enrollmentSchedule) return { json: enrollmentSchedule, field: 'enrollmentSchedule' }
  const ours = millrace?.enrollmentSchedule
  return ours ? { json: ours, field: 'millrace.enrollmentSchedule' } : undefined
}
