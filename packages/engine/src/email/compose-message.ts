import { createHash } from 'node:crypto'
import MailComposer from 'nodemailer/lib/mail-composer/index.js'
import { domainOf } from './email-address.js'
import type { Sender, WrittenEmail } from './email-content.js'

export interface MessageParts {
  readonly effectId: string
  readonly recipient: string
  readonly from: Sender
  readonly replyTo: string | null
  readonly to: string
  readonly written: WrittenEmail
  /** RFC 8058; null: internal. */
  readonly unsubscribeUrl: string | null
}

/** The e-mail as the server gets it. Names and addresses are values of their own, never text that is read again. */
export function composeMessage(parts: MessageParts): Promise<Buffer> {
  const { from, to, replyTo, written } = parts
  const mail = new MailComposer({
    from: { name: from.name, address: from.address },
    to: [{ name: '', address: to }],
    ...(replyTo !== null && replyTo !== from.address && { replyTo: [{ name: '', address: replyTo }] }),
    subject: written.subject,
    text: written.text,
    ...(written.html !== null && { html: written.html }),
    messageId: messageId(parts),
    headers: headersOf(parts.unsubscribeUrl),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return mail.compile().build()
}

/** The same at every attempt and when it is sent again: whoever gets it twice can tell. */
export function messageId({
  effectId,
  recipient,
  from,
}: Pick<MessageParts, 'effectId' | 'recipient' | 'from'>): string {
  const one = createHash('sha256').update(`message:${effectId}:${recipient}`).digest('hex').slice(0, 12)
  return `<${effectId}.${one}@${domainOf(from.address)}>`
}

function headersOf(unsubscribeUrl: string | null): Record<string, string> {
  return unsubscribeUrl === null
    ? { 'Auto-Submitted': 'auto-generated' }
    : { 'List-Unsubscribe': `<${unsubscribeUrl}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
}
