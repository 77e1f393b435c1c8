import { afterAll, afterEach, beforeEach } from 'vitest'
import { anOutbox } from './an-outbox.js'
import { MailServer } from './mail-server.js'
import type { OutboxFixture } from './outbox-fixture.js'

/** The outbox of a test file, and the mail server that its e-mails go to, which behaves when a test begins. */
export async function anOutboxWithMail(
  settings: { readonly mailFrom?: string } = {},
): Promise<{ outbox: OutboxFixture; server: MailServer }> {
  const outbox = await anOutbox()
  const server = await MailServer.open()
  outbox.mail = { smtpUrl: server.url, publicUrl: 'https://crm.example.test', ...settings }
  afterAll(() => server.close())
  beforeEach(() => server.reset())
  // Hooks after a test run last registered first: no dispatcher that closes waits for this server.
  afterEach(() => server.hangUp())
  return { outbox, server }
}
