// LIST_BASED: enrolls when a record comes to meet the criteria (W-FLS), and again when chosen ones fire (W-REN).
import type { Checking } from '../checking.js'
import type { Trigger } from '../compiled-workflow.js'
import type { EnrollmentCriteria } from '../flow.js'
import { reEnrollmentTriggers } from './re-enrollment.js'

const field = 'enrollmentCriteria'

export function filterTrigger(criteria: EnrollmentCriteria, checking: Checking): Trigger {
  if (criteria.listFilterBranch === undefined || criteria.listFilterBranch === null) {
    checking.issue('MISSING_FIELD', `${field}.listFilterBranch`, 'The enrollment criteria are missing.')
    return { kind: 'unsupported', reason: 'The enrollment criteria are missing.' }
  }
  const filter = checking.filter(criteria.listFilterBranch, `${field}.listFilterBranch`)
  if (filter === null) return { kind: 'unsupported', reason: 'The enrollment criteria cannot be evaluated.' }
  const reEnroll = criteria.shouldReEnroll === true
  return {
    kind: 'filter',
    filter,
    reEnroll,
    reEnrollOn: reEnroll ? reEnrollmentTriggers(criteria, checking) : [],
    unenrollWhenNotMatching: criteria.unEnrollObjectsNotMeetingCriteria === true,
  }
}
