// 0-4: sends a published e-mail to the enrolled contact, or to the contacts of the enrolled record (A-EML-1 to A-EML-20).
import { emptyReads, memberText } from '@millrace/filters'
import { findProperty, isObject } from '@millrace/model'
import * as z from 'zod'
import type { Action, PrepareContext } from '../action.js'
import type { ActionNode } from '../action-node.js'
import type { AssociationSpec, Member } from '../crm.js'
import { ordinaryStep } from '../flow/edges.js'
import { additionsOf, Findings, fieldsOf, propertyReads } from '../prepare.js'
import type { PrepareResult } from '../prepared.js'
import { findAssociationType, readAssociationSpec } from '../records/association-spec.js'
import type { MarketingEmailRequest } from './email-request.js'

const contacts = '0-1'

/** Not a host: a mailing holds up no webhook, and no internal e-mail. */
export const marketingLane = 'marketing@smtp'

export const sendEmail: Action = {
  type: '0-4',
  kind: 'SINGLE_CONNECTION',
  title: 'Send email',
  help: 'Send a published email to the contact, or to the contacts of the record.',
  category: 'communication',
  schema: z.looseObject({
    fields: z.looseObject({ content_id: z.union([z.string(), z.number()]).nullish() }).optional(),
    millrace: z
      .looseObject({
        recipients: z.looseObject({}).nullish(),
        skipIfReceived: z.boolean().nullish(),
        respectFrequencyCap: z.boolean().nullish(),
        sender: z.looseObject({ propertyName: z.string().optional() }).nullish(),
      })
      .nullish(),
  }),
  outputs: [
    { name: 'hs_execution_state', type: 'string', label: 'Outcome' },
    { name: 'send_id', type: 'string', label: 'Send id' },
  ],
  repeatSafe: false,
  effectKind: 'email',
  ...ordinaryStep,
  prepare,
}

function prepare(node: ActionNode, context: PrepareContext): PrepareResult {
  const findings = new Findings()
  const emailId = readEmailId(fieldsOf(node).content_id, 'fields.content_id', findings)
  const additions = additionsOf(node)
  const to = recipientsOf(additions.recipients, context, findings)
  const sender = senderOf(additions.sender, context, findings)
  if (emailId === null || to === null) return findings.result(null)
  const choices = {
    skipIfReceived: additions.skipIfReceived === true,
    respectFrequencyCap: additions.respectFrequencyCap === true,
  }
  const associations = to === 'enrolled' ? [] : [{ objectTypeId: contacts, ...to, reads: emptyReads }]
  return findings.result({
    reads: { ...propertyReads(sender === null ? [] : [sender]), associations },
    writes: new Set(),
    references: [{ kind: 'email', id: String(emailId), field: 'fields.content_id' }],
    run: (members) =>
      members.map((member) =>
        marketingEmail({ type: 'marketing', emailId, to, ...choices, senderId: senderId(member, sender) }),
      ),
  })
}

/** The step's effect: everything else is decided when it leaves. */
export function marketingEmail(request: MarketingEmailRequest) {
  const effect = { kind: 'email', lane: marketingLane, repeatSafe: false, request: { ...request } }
  return { kind: 'effect', effect } as const
}

/** `"0"` stands for none chosen (api.md 6.3). */
export function readEmailId(written: unknown, field: string, findings: Findings): number | null {
  const id = Number(memberText(written))
  if (Number.isSafeInteger(id) && id > 0) return id
  findings.missing(field, 'The email')
  return null
}

/** A-EML-2, A-EML-3: the contact itself; else contacts along the association named, or along the plain one. */
function recipientsOf(
  written: unknown,
  context: PrepareContext,
  findings: Findings,
): 'enrolled' | AssociationSpec | null {
  const named = readAssociationSpec(written)
  if (named === null && context.objectTypeId === contacts) return 'enrolled'
  const type = named ? findAssociationType(context, named) : plainAssociation(context)
  if (type?.toObjectTypeId === contacts) return { category: type.category, typeId: type.typeId }
  findings.issue(
    'ASSOCIATION_TYPE_NOT_FOUND',
    'millrace.recipients',
    'This association does not lead to contacts.',
  )
  return null
}

function plainAssociation({ catalogue, objectTypeId }: PrepareContext) {
  return catalogue.associationTypes.find(
    (type) =>
      type.fromObjectTypeId === objectTypeId && type.toObjectTypeId === contacts && type.label === null,
  )
}

/** A-EML-20: a property that names a user. */
function senderOf(written: unknown, context: PrepareContext, findings: Findings): string | null {
  const name = isObject(written) ? written.propertyName : undefined
  if (typeof name !== 'string' || name === '') return null
  if (findProperty(context.catalogue, context.objectTypeId, name)) return name
  findings.unknownProperty('millrace.sender.propertyName', name)
  return null
}

function senderId({ record }: Member, property: string | null): number | null {
  const id = property === null ? Number.NaN : Number(record.value(property))
  return Number.isSafeInteger(id) && id > 0 ? id : null
}
