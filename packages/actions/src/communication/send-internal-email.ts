// 0-8: writes to colleagues: users, teams, owners of the record, and addresses of domains that are ours (A-NTE).
import * as z from 'zod'
import type { Action, PrepareContext } from '../action.js'
import type { ActionNode } from '../action-node.js'
import type { Member } from '../crm.js'
import { ordinaryStep } from '../flow/edges.js'
import type { Outcome } from '../outcome.js'
import { additionsOf, Findings, fieldsOf, propertyReads } from '../prepare.js'
import type { PrepareResult } from '../prepared.js'
import { compileTemplate, type Template } from '../values/tokens.js'
import type { ValueContext } from '../values/value-context.js'
import type { InternalEmailRequest } from './email-request.js'
import { escapeHtml } from './escape-html.js'
import { compilePeople, peopleFields } from './people-to-tell.js'
import { readAddresses } from './send-email-to-addresses.js'

const internalLane = 'internal@smtp'

export const sendInternalEmail: Action = {
  type: '0-8',
  kind: 'SINGLE_CONNECTION',
  title: 'Send internal email notification',
  help: 'Write to colleagues: users, teams, or owners of the record.',
  category: 'communication',
  schema: z.looseObject({
    fields: z
      .looseObject({ subject: z.string().nullish(), body: z.string().nullish(), ...peopleFields })
      .optional(),
    millrace: z
      .looseObject({
        recipientEmails: z.array(z.string()).nullish(),
        linksToRecord: z.boolean().nullish(),
      })
      .nullish(),
  }),
  outputs: [{ name: 'hs_execution_state', type: 'string', label: 'Outcome' }],
  repeatSafe: false,
  effectKind: 'email',
  ...ordinaryStep,
  prepare,
}

function prepare(node: ActionNode, context: PrepareContext): PrepareResult {
  const findings = new Findings()
  const fields = fieldsOf(node)
  const additions = additionsOf(node)
  const subject = compileText(fields.subject, 'fields.subject', 'The subject', context, findings)
  const body = compileText(fields.body, 'fields.body', 'The body', context, findings, escapeHtml)
  const written = additions.recipientEmails
  const literal = Array.isArray(written) && written.length > 0
  const addresses = literal ? readAddresses(written, 'millrace.recipientEmails', findings) : []
  const people = compilePeople(fields, context, findings, literal)
  if (subject === null || body === null) return findings.result(null)
  const linksToRecord = additions.linksToRecord !== false
  const run = (member: Member): Outcome => {
    const request: InternalEmailRequest = {
      type: 'internal',
      subject: subject.render(member),
      html: body.render(member),
      ...people.of(member),
      addresses,
      linksToRecord,
    }
    const effect = { kind: 'email', lane: internalLane, repeatSafe: false, request: { ...request } }
    return { kind: 'effect', effect }
  }
  return findings.result({
    reads: propertyReads([...subject.reads, ...body.reads, ...people.reads]),
    references: people.references,
    writes: new Set(),
    run: (members) => members.map(run),
  })
}

/** A text with tokens (A-NTE-4), or null where there is none. */
export function compileText(
  written: unknown,
  field: string,
  what: string,
  context: PrepareContext,
  findings: Findings,
  encode?: (value: string) => string,
): Template | null {
  if (typeof written !== 'string' || written.trim() === '') {
    findings.missing(field, what)
    return null
  }
  const values: ValueContext = { ...context, clearWhenEmpty: false, findings }
  return compileTemplate(written, values, field, encode)
}
