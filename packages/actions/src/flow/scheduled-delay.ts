// 0-28: the older spelling of a delay, by a time delay such as two days from now at ten (api.md 6.2, 6.3).
import { emptyReads } from '@millrace/filters'
import * as z from 'zod'
import type { Action, PrepareContext } from '../action.js'
import type { ActionNode } from '../action-node.js'
import type { Outcome } from '../outcome.js'
import { Findings, fieldsOf } from '../prepare.js'
import type { PrepareResult } from '../prepared.js'
import { compileTimeDelay } from '../values/time-delay.js'
import { steeringStep } from './edges.js'

export const scheduledDelay: Action = {
  type: '0-28',
  kind: 'SINGLE_CONNECTION',
  title: 'Scheduled delay',
  help: 'Wait for an amount of time and then for a time of day; kept for workflows that have it.',
  category: 'flow',
  schema: z.looseObject({ fields: z.looseObject({ delay: z.looseObject({}).nullish() }).optional() }),
  outputs: [],
  repeatSafe: true,
  ...steeringStep,
  prepare,
}

function prepare(node: ActionNode, { timeZone }: PrepareContext): PrepareResult {
  const findings = new Findings()
  const delay = compileTimeDelay(fieldsOf(node).delay, 'fields.delay', findings)
  if (delay === null) return findings.result(null)
  return findings.result({
    reads: emptyReads,
    writes: new Set(),
    dueFrom: (since) => delay(since, timeZone),
    run: (members, crm) => {
      const until = delay(crm.now, timeZone)
      const outcome: Outcome =
        until > crm.now ? { kind: 'waiting', until } : { kind: 'succeeded', code: 'delay_over' }
      return members.map(() => outcome)
    },
  })
}
