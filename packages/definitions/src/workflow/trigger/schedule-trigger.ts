// Enrolls at moments whoever meets the criteria then (W-SCH).
import { findProperty } from '@millrace/model'
import type { Checking } from '../checking.js'
import type { Trigger } from '../compiled-workflow.js'
import type { Flow } from '../flow.js'
import { parseSchedule } from './parse-schedule.js'
import { scheduleOf } from './schedule-of.js'

/** Criteria that a schedule may stand beside: a filter, or nothing but the choice of who enrolls again by hand. */
const goesWith: ReadonlySet<string> = new Set(['LIST_BASED', 'MANUAL'])

export function scheduleTrigger(flow: Flow, checking: Checking): Trigger {
  const issues = checking.issues.length
  const named = scheduleOf(flow)
  const schedule = named && parseSchedule(named, checking)
  if (named?.field === 'enrollmentSchedule' && flow.millrace?.enrollmentSchedule)
    checking.issue('WORKFLOW_INVALID', 'millrace.enrollmentSchedule', 'A workflow has one schedule.')
  if (schedule?.kind === 'date') checkDate(flow.objectTypeId, schedule.property, checking)
  const criteria = flow.enrollmentCriteria
  if (criteria && !goesWith.has(criteria.type)) {
    const message = `A schedule goes with filter criteria or none, not with ${criteria.type} (W-TRG-9).`
    checking.issue('WORKFLOW_INVALID', 'enrollmentCriteria.type', message)
  }
  const branch = criteria?.type === 'LIST_BASED' ? criteria.listFilterBranch : undefined
  const filter =
    branch === undefined || branch === null
      ? null
      : checking.filter(branch, 'enrollmentCriteria.listFilterBranch')
  // Whom it is about, or when, cannot be told any more: then it enrolls nobody.
  if (!schedule || checking.issues.length > issues)
    return { kind: 'unsupported', reason: 'The schedule or its criteria cannot be read.' }
  return { kind: 'schedule', schedule, filter, reEnroll: criteria?.shouldReEnroll === true }
}

function checkDate(objectTypeId: string, name: string, checking: Checking): void {
  const field = 'enrollmentSchedule.dateProperty'
  const property = findProperty(checking.filters.catalogue, objectTypeId, name)
  if (!property) checking.issue('PROPERTY_DOESNT_EXIST', field, `There is no property "${name}" here.`)
  else if (property.type !== 'date' && property.type !== 'datetime')
    checking.issue('WORKFLOW_INVALID', field, `${property.label} is no date: it is of type ${property.type}.`)
}
