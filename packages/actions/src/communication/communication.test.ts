import { describe, expect, it } from 'vitest'
import type { ActionNode } from '../action-node.js'
import type { NotifyResult } from '../crm.js'
import type { Outcome } from '../outcome.js'
import { issuesOf, MemoryCrm, memoryRecord, prepareContext, runAction } from '../testing/index.js'
import { changeSubscription } from './change-subscription.js'
import { notifyUsers } from './notify-users.js'
import { sendEmail } from './send-email.js'
import { sendEmailToAddresses } from './send-email-to-addresses.js'
import { sendInternalEmail } from './send-internal-email.js'

const node = (actionTypeId: string, fields: object, millrace: object = {}): ActionNode => ({
  actionId: '3',
  type: 'SINGLE_CONNECTION',
  actionTypeId,
  fields: { ...fields },
  millrace,
})
const ada = () => memoryRecord({ email: 'ada@example.test', firstname: 'A<d>a', hubspot_owner_id: '51' })
const effectOf = (outcome: Outcome | undefined) => (outcome?.kind === 'effect' ? outcome.effect : undefined)

describe('send email', () => {
  it('A-EML-1 A-EML-2 asks for one e-mail to the enrolled contact, never to be repeated blindly', async () => {
    const [outcome] = await runAction(sendEmail, node('0-4', { content_id: '7' }), [ada()], new MemoryCrm())
    expect(effectOf(outcome)).toEqual({
      kind: 'email',
      lane: 'marketing@smtp',
      repeatSafe: false,
      request: {
        type: 'marketing',
        emailId: 7,
        to: 'enrolled',
        skipIfReceived: false,
        respectFrequencyCap: false,
        senderId: null,
      },
    })
  })

  it('A-EML-15 A-EML-16 A-EML-20 takes its options, and who signs from a property', async () => {
    const options = {
      skipIfReceived: true,
      respectFrequencyCap: true,
      sender: { propertyName: 'hubspot_owner_id' },
    }
    const [outcome] = await runAction(
      sendEmail,
      node('0-4', { content_id: 7 }, options),
      [ada()],
      new MemoryCrm(),
    )
    expect(effectOf(outcome)?.request).toMatchObject({
      skipIfReceived: true,
      respectFrequencyCap: true,
      senderId: 51,
    })
  })

  it('A-EML-3 in other workflows goes to the associated contacts, or along the association named', () => {
    const company = prepareContext('0-2')
    const prepared = sendEmail.prepare(node('0-4', { content_id: '7' }), company)
    expect(issuesOf(prepared)).toEqual([])
    expect(prepared.ok && prepared.prepared.reads.associations).toMatchObject([{ objectTypeId: '0-1' }])
    const elsewhere = { recipients: { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 999_999 } }
    expect(issuesOf(sendEmail.prepare(node('0-4', { content_id: '7' }, elsewhere), company))).toEqual([
      'ASSOCIATION_TYPE_NOT_FOUND millrace.recipients',
    ])
  })

  it.each([undefined, null, '', '0', 'x', -1])(
    'A-PLH-6 is a placeholder with content_id %j',
    (content_id) => {
      expect(issuesOf(sendEmail.prepare(node('0-4', { content_id }), prepareContext()))).toEqual([
        'MISSING_FIELD fields.content_id',
      ])
    },
  )
})

describe('send email to fixed recipients', () => {
  it('writes to each address once', async () => {
    const fields = { email_content_id: '7', recipient_emails: ['A@x.test', 'a@x.test', 'b@x.test'] }
    const [outcome] = await runAction(sendEmailToAddresses, node('0-23', fields), [ada()], new MemoryCrm())
    expect(effectOf(outcome)?.request).toMatchObject({ to: { addresses: ['a@x.test', 'b@x.test'] } })
  })

  it('names what is no address', () => {
    const fields = { email_content_id: '7', recipient_emails: ['b@x.test', 'nobody'] }
    expect(issuesOf(sendEmailToAddresses.prepare(node('0-23', fields), prepareContext()))).toEqual([
      'WORKFLOW_INVALID fields.recipient_emails[1]',
    ])
    expect(issuesOf(sendEmailToAddresses.prepare(node('0-23', {}), prepareContext()))).toEqual([
      'MISSING_FIELD fields.email_content_id',
      'MISSING_FIELD fields.recipient_emails',
    ])
  })
})

describe('send internal email', () => {
  const fields = {
    subject: 'About {{ contact.firstname }}',
    body: '<b>{{ contact.firstname }}</b>',
    user_ids: ['1', 1, 2],
    owner_properties: ['hubspot_owner_id'],
  }

  it('A-NTE-2 A-NTE-4 names users and owners; what is merged into its HTML is escaped', async () => {
    const [outcome] = await runAction(sendInternalEmail, node('0-8', fields), [ada()], new MemoryCrm())
    expect(effectOf(outcome)).toMatchObject({
      lane: 'internal@smtp',
      repeatSafe: false,
      request: {
        subject: 'About A<d>a',
        html: '<b>A&lt;d&gt;a</b>',
        userIds: [1, 2],
        ownerIds: [51],
        addresses: [],
        linksToRecord: true,
      },
    })
  })

  it('A-NTE-8 without the link, where it is switched off', async () => {
    const off = node('0-8', fields, { linksToRecord: false })
    const [outcome] = await runAction(sendInternalEmail, off, [ada()], new MemoryCrm())
    expect(effectOf(outcome)?.request).toMatchObject({ linksToRecord: false })
  })

  it('A-PLH-6 each thing that is missing is one issue; an address alone is somebody', () => {
    const issues = (node: ActionNode) => issuesOf(sendInternalEmail.prepare(node, prepareContext()))
    expect(issues(node('0-8', {}))).toEqual([
      'MISSING_FIELD fields.subject',
      'MISSING_FIELD fields.body',
      'MISSING_FIELD fields.user_ids',
    ])
    const words = { subject: 'x', body: 'y' }
    expect(issues(node('0-8', words, { recipientEmails: ['a@ours.test'] }))).toEqual([])
    expect(issues(node('0-8', { ...words, owner_properties: ['nonsense'] }))).toContain(
      'PROPERTY_DOESNT_EXIST fields.owner_properties[0]',
    )
  })
})

describe('send in-app notification', () => {
  const fields = {
    subject: 'Hi',
    body: 'See {{ contact.firstname }}',
    user_ids: ['1'],
    delivery_method: 'APP',
  }
  const told = (result: Partial<NotifyResult>) => {
    const crm = new MemoryCrm({ onNotify: () => ({ notified: [], muted: [], unknown: 0, ...result }) })
    return runAction(notifyUsers, node('0-9', fields), [ada()], crm)
  }

  it('A-NTI-2 A-NTI-3 tells users in the name of each member', async () => {
    const crm = new MemoryCrm()
    const outcomes = await runAction(notifyUsers, node('0-9', fields), [ada(), ada()], crm)
    expect(outcomes).toMatchObject([{ kind: 'succeeded' }, { kind: 'succeeded' }])
    expect(crm.notified).toMatchObject([{ userIds: [1], title: 'Hi', body: 'See A<d>a' }, { userIds: [1] }])
  })

  it('A-NTI-4 A-NTE-5 A-NTE-6 muted is a skip, nobody a failure, somebody unknown a remark', async () => {
    expect(await told({ muted: [1] })).toMatchObject([{ kind: 'skipped', code: 'muted' }])
    expect(await told({ unknown: 1 })).toMatchObject([{ kind: 'failed', code: 'no_recipient' }])
    expect(await told({ notified: [2], unknown: 1 })).toMatchObject([
      { kind: 'succeeded', code: 'unknown_recipient', detail: { notified: 1, unknown: 1 } },
    ])
  })
})

describe('manage communication subscriptions', () => {
  const fields = { subscriptionId: '1', optState: 'OPT_IN', channel: 'EMAIL', legalBasis: 'NON_GDPR' }

  it('A-MKT-3 A-MKT-5 opts in who has an address and did not opt out', async () => {
    const crm = new MemoryCrm({ optedOut: ['no@example.test'] })
    const people = [ada(), memoryRecord({ email: 'no@example.test' }), memoryRecord({})]
    expect(await runAction(changeSubscription, node('0-43347357', fields), people, crm)).toEqual([
      { kind: 'succeeded' },
      { kind: 'skipped', code: 'opted_out' },
      { kind: 'skipped', code: 'no_address' },
    ])
    expect(crm.subscriptions).toMatchObject([
      { address: 'ada@example.test', subscriptionId: 1, subscribed: true, legalBasis: 'NON_GDPR' },
    ])
  })

  it('A-PLH-6 names what is missing; only e-mail is supported', () => {
    const issues = (written: object) =>
      issuesOf(changeSubscription.prepare(node('0-43347357', written), prepareContext()))
    expect(issues({})).toEqual(['MISSING_FIELD fields.subscriptionId', 'MISSING_FIELD fields.optState'])
    expect(issues({ ...fields, channel: 'SMS' })).toEqual(['UNSUPPORTED_ACTION fields.channel'])
  })
})
