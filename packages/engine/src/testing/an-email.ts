import { createEmail, type Database, publishEmail } from '@millrace/store'

/** A published e-mail; its id. */
export function aPublishedEmail(
  db: Database,
  accountId: number,
  members: Readonly<Record<string, unknown>> = {},
): Promise<number> {
  const document = {
    name: 'Welcome',
    type: 'AUTOMATED_EMAIL',
    subject: 'Hello {{ contact.firstname | default: "there" }}',
    from: { fromName: 'Ada', replyTo: 'ada@sender.example.test' },
    content: { html: '<p>Dear {{ contact.firstname | default: "friend" }}, welcome.</p>' },
    subscriptionDetails: { subscriptionId: '1' },
    ...members,
  }
  return db.withAccount(accountId, 'shared', async (tx) => {
    const id = await createEmail(tx, document.name, document)
    await publishEmail(tx, id, document)
    return id
  })
}

/** The node of a step that sends it, over the one that `OutboxFixture` puts first. */
export function sendsEmail(emailId: number, additions: object = {}): object {
  return {
    type: 'SINGLE_CONNECTION',
    actionTypeId: '0-4',
    actionTypeVersion: 0,
    fields: { content_id: String(emailId) },
    millrace: additions,
  }
}
