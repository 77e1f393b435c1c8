// 0-43347357: opts the contact in or out of a kind of e-mail (A-MKT-3, A-MKT-4, A-MKT-5).
import { memberText } from '@millrace/filters'
import * as z from 'zod'
import type { Action, PrepareContext } from '../action.js'
import type { ActionNode } from '../action-node.js'
import type { Crm, Member, SubscriptionChange, SubscriptionResult } from '../crm.js'
import { ordinaryStep } from '../flow/edges.js'
import type { Outcome } from '../outcome.js'
import { Findings, fieldsOf, propertyReads } from '../prepare.js'
import type { PrepareResult } from '../prepared.js'

const id = z.union([z.string(), z.number()]).nullish()

export const changeSubscription: Action = {
  type: '0-43347357',
  kind: 'SINGLE_CONNECTION',
  title: 'Manage communication subscriptions',
  help: 'Opt the contact in or out of a kind of email.',
  category: 'communication',
  objectTypeIds: ['0-1'],
  schema: z.looseObject({
    fields: z
      .looseObject({
        channel: z.string().nullish(),
        optState: z.string().nullish(),
        subscriptionId: id,
        legalBasis: z.string().nullish(),
        legalBasisExplanation: z.string().nullish(),
      })
      .optional(),
  }),
  outputs: [],
  repeatSafe: true,
  ...ordinaryStep,
  prepare,
}

type Change = Omit<SubscriptionChange, 'member' | 'address'>

function prepare(node: ActionNode, _context: PrepareContext): PrepareResult {
  const findings = new Findings()
  const fields = fieldsOf(node)
  const subscriptionId = Number(memberText(fields.subscriptionId))
  if (!Number.isSafeInteger(subscriptionId) || subscriptionId <= 0)
    findings.missing('fields.subscriptionId', 'The subscription')
  if (fields.optState !== 'OPT_IN' && fields.optState !== 'OPT_OUT')
    findings.missing('fields.optState', 'Whether to opt in or out')
  if (memberText(fields.channel ?? 'EMAIL') !== 'EMAIL')
    findings.issue('UNSUPPORTED_ACTION', 'fields.channel', 'Only e-mail is supported yet.')
  if (findings.issues.length > 0) return findings.result(null)
  const change: Change = {
    subscriptionId,
    subscribed: fields.optState === 'OPT_IN',
    legalBasis: textOf(fields.legalBasis),
    legalBasisExplanation: textOf(fields.legalBasisExplanation),
  }
  return findings.result({
    reads: propertyReads(['email']),
    references: [{ kind: 'subscription', id: String(subscriptionId), field: 'fields.subscriptionId' }],
    writes: new Set(),
    run: (members, crm) => changeEach(change, members, crm),
  })
}

function textOf(written: unknown): string | null {
  return typeof written === 'string' && written !== '' ? written : null
}

async function changeEach(change: Change, members: readonly Member[], crm: Crm): Promise<readonly Outcome[]> {
  const changes = members.flatMap((member) => {
    const address = member.record.value('email')
    return typeof address === 'string' && address !== '' ? [{ ...change, member, address }] : []
  })
  const results = await crm.changeSubscriptions(changes)
  const outcomes = new Map(changes.map(({ member }, index) => [member, results[index]]))
  return members.map((member) => outcomeOf(outcomes.get(member)))
}

function outcomeOf(result: SubscriptionResult | undefined): Outcome {
  switch (result) {
    case undefined:
      return { kind: 'skipped', code: 'no_address' }
    case 'opted_out':
      return { kind: 'skipped', code: 'opted_out' }
    case 'unknown':
      return { kind: 'failed', code: 'missing_subscription' }
    case 'changed':
      return { kind: 'succeeded' }
  }
}
