// 0-9: tells users something inside the app, in the wave's own transaction (A-NTI).
import * as z from 'zod'
import type { Action, PrepareContext } from '../action.js'
import type { ActionNode } from '../action-node.js'
import type { Crm, Member, NotifyResult } from '../crm.js'
import { ordinaryStep } from '../flow/edges.js'
import type { Outcome } from '../outcome.js'
import { Findings, fieldsOf, propertyReads } from '../prepare.js'
import type { PrepareResult } from '../prepared.js'
import type { Template } from '../values/tokens.js'
import { compilePeople, type PeopleToTell, peopleFields } from './people-to-tell.js'
import { compileText } from './send-internal-email.js'

export const notifyUsers: Action = {
  type: '0-9',
  kind: 'SINGLE_CONNECTION',
  title: 'Send in-app notification',
  help: 'Tell users, teams, or owners of the record something inside the app.',
  category: 'communication',
  schema: z.looseObject({
    fields: z
      .looseObject({
        subject: z.string().nullish(),
        body: z.string().nullish(),
        delivery_method: z.string().nullish(),
        ...peopleFields,
      })
      .optional(),
  }),
  outputs: [],
  repeatSafe: true,
  ...ordinaryStep,
  prepare,
}

function prepare(node: ActionNode, context: PrepareContext): PrepareResult {
  const findings = new Findings()
  const fields = fieldsOf(node)
  const title = compileText(fields.subject, 'fields.subject', 'The title', context, findings)
  const body = compileText(fields.body, 'fields.body', 'The body', context, findings)
  const people = compilePeople(fields, context, findings, false)
  if (title === null || body === null) return findings.result(null)
  return findings.result({
    reads: propertyReads([...title.reads, ...body.reads, ...people.reads]),
    references: people.references,
    writes: new Set(),
    run: (members, crm) => notifyEach(members, crm, title, body, people),
  })
}

async function notifyEach(
  members: readonly Member[],
  crm: Crm,
  title: Template,
  body: Template,
  people: PeopleToTell,
): Promise<readonly Outcome[]> {
  const results = await crm.notify(
    members.map((member) => ({
      member,
      ...people.of(member),
      title: title.render(member),
      body: body.render(member),
    })),
  )
  return members.map((_member, index) => outcomeOf(results[index]))
}

/** A-NTI-4: whoever muted the workflow is passed over; nobody left is a skip, nobody known a failure (A-NTE-6). */
function outcomeOf(result: NotifyResult | undefined): Outcome {
  const { notified = [], muted = [], unknown = 0 } = result ?? {}
  const detail = {
    notified: notified.length,
    ...(muted.length > 0 && { muted: muted.length }),
    ...(unknown > 0 && { unknown }),
  }
  if (notified.length > 0)
    return { kind: 'succeeded', ...(unknown > 0 && { code: 'unknown_recipient' as const }), detail }
  return muted.length > 0
    ? { kind: 'skipped', code: 'muted', detail }
    : { kind: 'failed', code: 'no_recipient', detail }
}
