// 0-23: sends a published e-mail to fixed addresses, whoever they belong to.
import { emptyReads, memberText } from '@millrace/filters'
import * as z from 'zod'
import type { Action, PrepareContext } from '../action.js'
import type { ActionNode } from '../action-node.js'
import { Findings, fieldsOf } from '../prepare.js'
import type { PrepareResult } from '../prepared.js'
import { marketingEmail, readEmailId, sendEmail } from './send-email.js'

const mostAddresses = 100

export const sendEmailToAddresses: Action = {
  ...sendEmail,
  type: '0-23',
  title: 'Send email to fixed recipients',
  help: 'Send a published email to addresses of your choice.',
  schema: z.looseObject({
    fields: z
      .looseObject({
        email_content_id: z.union([z.string(), z.number()]).nullish(),
        recipient_emails: z.array(z.string()).nullish(),
      })
      .optional(),
  }),
  prepare,
}

function prepare(node: ActionNode, _context: PrepareContext): PrepareResult {
  const findings = new Findings()
  const fields = fieldsOf(node)
  const emailId = readEmailId(fields.email_content_id, 'fields.email_content_id', findings)
  const addresses = readAddresses(fields.recipient_emails, 'fields.recipient_emails', findings)
  if (emailId === null || findings.issues.length > 0) return findings.result(null)
  const request = {
    type: 'marketing',
    emailId,
    to: { addresses },
    skipIfReceived: false,
    respectFrequencyCap: false,
    senderId: null,
  } as const
  return findings.result({
    reads: emptyReads,
    writes: new Set(),
    references: [{ kind: 'email', id: String(emailId), field: 'fields.email_content_id' }],
    run: (members) => members.map(() => marketingEmail(request)),
  })
}

/** Each once, in lower case; what looks like no address is named. */
export function readAddresses(written: unknown, field: string, findings: Findings): readonly string[] {
  const addresses = Array.isArray(written)
    ? written.map((address: unknown) => memberText(address).trim().toLowerCase())
    : []
  if (addresses.length === 0) findings.missing(field, 'The address')
  if (addresses.length > mostAddresses)
    findings.issue('LIMIT_EXCEEDED', field, `One step writes to at most ${mostAddresses} addresses.`)
  for (const [index, address] of addresses.entries())
    if (!/^[^\s@]+@[^\s@]+$/.test(address))
      findings.issue('WORKFLOW_INVALID', `${field}[${index}]`, 'This is not an e-mail address.')
  return [...new Set(addresses)]
}
