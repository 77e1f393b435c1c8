// The e-mail as the mail server gets it: two readings of one text, as HTML and plain. Made by ourselves, with the encodings
// of the mail library: its own composer takes three milliseconds a message, this a tenth of one.
import { createHash } from 'node:crypto'
import { encodeWords, foldLines, isPlainText } from 'nodemailer/lib/mime-funcs/index.js'
import { encode, wrap } from 'nodemailer/lib/qp/index.js'
import { domainOf } from './email-address.js'
import type { Sender, WrittenEmail } from './email-content.js'
import { oneLine } from './template.js'

export interface MessageParts {
  readonly effectId: string
  readonly recipient: string
  readonly from: Sender
  readonly replyTo: string | null
  readonly to: string
  readonly written: WrittenEmail
  /** RFC 8058; null: internal. */
  readonly unsubscribeUrl: string | null
  /** Epoch ms. */
  readonly date: number
}

/** Addresses have been read strictly before (`parseAddress`); of everything else, nothing can begin another line. */
export function composeMessage(parts: MessageParts): Buffer {
  const { from, replyTo, to, written, date } = parts
  const headers = [
    `From: ${withName(from)}`,
    `To: ${to}`,
    ...(replyTo !== null && replyTo !== from.address ? [`Reply-To: ${replyTo}`] : []),
    foldLines(`Subject: ${word(oneLine(written.subject))}`, 76),
    `Message-ID: ${messageId(parts)}`,
    `Date: ${new Date(date).toUTCString().replace('GMT', '+0000')}`,
    ...listHeaders(parts.unsubscribeUrl),
    'MIME-Version: 1.0',
  ]
  const body = written.html === null ? part('plain', written.text) : alternatives(parts, written.html)
  return Buffer.from([...headers, ...body, ''].join('\r\n'))
}

/** The same at every attempt and when it is sent again: whoever gets it twice can tell. */
export function messageId({
  effectId,
  recipient,
  from,
}: Pick<MessageParts, 'effectId' | 'recipient' | 'from'>): string {
  return `<${effectId}.${digest(`message:${effectId}:${recipient}`)}@${domainOf(from.address)}>`
}

function listHeaders(unsubscribeUrl: string | null): string[] {
  return unsubscribeUrl === null
    ? ['Auto-Submitted: auto-generated']
    : [`List-Unsubscribe: <${unsubscribeUrl}>`, 'List-Unsubscribe-Post: List-Unsubscribe=One-Click']
}

function withName({ name, address }: Sender): string {
  const shown = oneLine(name)
  if (shown === '') return address
  return isPlainText(shown)
    ? `"${shown.replace(/["\\]/g, '\\$&')}" <${address}>`
    : `${word(shown)} <${address}>`
}

function word(text: string): string {
  return isPlainText(text) ? text : encodeWords(text, 'Q', 52, true)
}

/** A line of a quoted-printable text never looks like the boundary: it has an `=_`, which is written `=3D_` there. */
function alternatives(parts: MessageParts, html: string): string[] {
  const boundary = `=_${digest(`boundary:${parts.effectId}:${parts.recipient}`)}`
  return [
    `Content-Type: multipart/alternative; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    ...part('plain', parts.written.text),
    `--${boundary}`,
    ...part('html', html),
    `--${boundary}--`,
  ]
}

function part(type: 'plain' | 'html', text: string): string[] {
  const lines = text.replace(/\r\n?|\n/g, '\r\n')
  return [
    `Content-Type: text/${type}; charset=utf-8`,
    'Content-Transfer-Encoding: quoted-printable',
    '',
    wrap(encode(lines), 76),
  ]
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}
