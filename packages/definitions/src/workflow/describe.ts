// A workflow in a sentence or two, for lists and logs.
import type { CompiledWorkflow, Trigger } from './compiled-workflow.js'
import { describeSchedule } from './trigger/describe-schedule.js'

export function describeWorkflow(workflow: CompiledWorkflow): string {
  const { size } = workflow.steps
  const length = size === 0 ? 'It does nothing yet.' : `It has ${size} ${size === 1 ? 'action' : 'actions'}.`
  return `${describeTrigger(workflow.trigger)} ${length}`
}

function describeTrigger(trigger: Trigger): string {
  switch (trigger.kind) {
    case 'filter':
      return `Enrolls when: ${trigger.filter.describe()}${trigger.reEnroll ? ' Records may enroll again.' : ''}`
    case 'schedule': {
      const whom = trigger.filter ? `whoever meets: ${trigger.filter.describe()}` : 'everybody.'
      return `Enrolls ${describeSchedule(trigger.schedule)} ${whom}`
    }
    case 'event':
      return describeEvents(trigger)
    case 'manual':
      return 'Enrolls by hand only.'
    case 'unsupported':
      return trigger.reason
  }
}

function describeEvents({ on, refinement, reEnroll }: Extract<Trigger, { kind: 'event' }>): string {
  const events = on.map(({ type, filter }) => (filter ? `${type.label}: ${filter.describe()}` : type.label))
  const only = refinement ? ` Only records for which: ${refinement.describe()}` : ''
  return `Enrolls when it happens: ${events.join('; or ')}.${only}${reEnroll ? ' Records may enroll again.' : ''}`
}
