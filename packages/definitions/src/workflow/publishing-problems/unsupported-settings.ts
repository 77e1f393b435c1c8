import { isTimeZone, Problem } from '@millrace/model'
import type { Flow } from '../flow.js'

/** Settings that are kept but not obeyed yet: turning the workflow on would break them without a word. */
export function unsupportedSettings(flow: Flow): Problem[] {
  const problems: Problem[] = []
  const note = (field: string, message: string) =>
    problems.push(new Problem('WORKFLOW_INVALID', message, { field }))
  if (flow.eventAnchor) note('eventAnchor', 'Workflows centred on a date are not supported yet.')
  if (flow.flowType !== 'WORKFLOW') note('flowType', 'Only flows of the type WORKFLOW can be turned on.')
  const zone = flow.millrace?.timeZone
  if (zone !== undefined && !isTimeZone(zone)) note('millrace.timeZone', `There is no time zone "${zone}".`)
  return problems
}
