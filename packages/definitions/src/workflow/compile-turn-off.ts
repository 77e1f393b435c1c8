import { toCanonical } from '@millrace/model'
import type { Checking } from './checking.js'
import type { Flow } from './flow.js'

const moment = {
  name: 'turnOffAt',
  type: 'datetime',
  fieldType: 'date',
  options: [],
  externalOptions: false,
} as const

/** W-SET-20: when the workflow turns itself off, epoch ms; null: somebody does. Without an offset it is a time of its zone. */
export function compileTurnOff({ millrace }: Flow, timeZone: string, checking: Checking): number | null {
  const read = toCanonical(moment, millrace?.turnOffAt, { timeZone })
  if (read.ok) return typeof read.value === 'number' ? read.value : null
  checking.issue(
    'WORKFLOW_INVALID',
    'millrace.turnOffAt',
    'The moment to turn itself off is a date and time in ISO 8601, such as 2026-12-31T18:00.',
  )
  return null
}
