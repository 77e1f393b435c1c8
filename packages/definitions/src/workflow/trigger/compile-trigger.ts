// What enrolls (api.md 4.3). Kinds that are not executed yet are kept and named; they block publishing.

import type { Checking } from '../checking.js'
import type { Trigger } from '../compiled-workflow.js'
import type { Flow } from '../flow.js'
import { eventTrigger } from './event-trigger.js'
import { filterTrigger } from './filter-trigger.js'
import { scheduleOf } from './schedule-of.js'
import { scheduleTrigger } from './schedule-trigger.js'

export function compileTrigger(flow: Flow, checking: Checking): Trigger {
  const criteria = flow.enrollmentCriteria
  if (scheduleOf(flow)) return scheduleTrigger(flow, checking)
  if (!criteria) return { kind: 'manual', reEnroll: false }
  const field = 'enrollmentCriteria.type'
  switch (criteria.type) {
    case 'LIST_BASED':
      return filterTrigger(criteria, checking)
    case 'MANUAL':
      return { kind: 'manual', reEnroll: criteria.shouldReEnroll === true }
    case 'EVENT_BASED':
      return eventTrigger(criteria, checking)
    case 'DATASET':
      return unsupported(field, 'Enrollment by datasets', checking)
    default:
      return unsupported(field, `Enrollment of the type ${criteria.type}`, checking)
  }
}

function unsupported(field: string, what: string, checking: Checking): Trigger {
  const reason = `${what} is not supported yet.`
  checking.issue('FILTER_UNSUPPORTED', field, reason)
  return { kind: 'unsupported', reason }
}
