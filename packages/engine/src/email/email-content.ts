// What a published e-mail says, compiled once for everybody it goes to in a batch.
import type { EmailDocument } from '@millrace/store'
import { parseAddress } from './email-address.js'
import { htmlToText } from './html-to-text.js'
import type { LiquidThread, Rendered } from './liquid.js'
import type { MergeValues } from './merge-values.js'
import { compileEmailTemplate, oneLine, type Template } from './template.js'

export interface Sender {
  readonly name: string
  readonly address: string
}

export interface EmailContent {
  readonly subject: Template
  readonly html: Template | null
  readonly text: Template | null
  /** null: it has no address that can be used. */
  readonly from: Sender | null
  readonly replyTo: string | null
  /** The kind of e-mail people may opt out of (A-EML-6); null: of all e-mail only. */
  readonly subscriptionId: number | null
}

/** What somebody gets to read. */
export interface WrittenEmail {
  readonly subject: string
  readonly html: string | null
  readonly text: string
}

export function readEmailContent(document: EmailDocument): EmailContent {
  const from = membersOf(document.from)
  const content = membersOf(document.content)
  const subscriptionId = Number(membersOf(document.subscriptionDetails).subscriptionId ?? 0)
  const html = textOf(content.html) || widgetsHtml(content.widgets)
  const text = textOf(content.plainTextVersion)
  const address = parseAddress(textOf(from.replyTo))
  return {
    subject: compileEmailTemplate(textOf(document.subject), 'line'),
    html: html === '' ? null : compileEmailTemplate(html, 'html'),
    text: text === '' ? null : compileEmailTemplate(text, 'text'),
    from: address === null ? null : { name: oneLine(textOf(from.fromName)), address },
    replyTo: parseAddress(textOf(from.customReplyTo)) ?? address,
    subscriptionId: Number.isSafeInteger(subscriptionId) && subscriptionId > 0 ? subscriptionId : null,
  }
}

/** Writes it for one recipient; the plain text is made from the HTML when there is none. */
export async function writeEmail(
  content: Pick<EmailContent, 'subject' | 'html' | 'text'>,
  values: MergeValues,
  liquid: LiquidThread,
): Promise<{ readonly ok: true; readonly email: WrittenEmail } | (Rendered & { readonly ok: false })> {
  const subject = await content.subject.render(values, liquid)
  if (!subject.ok) return subject
  const html = content.html ? await content.html.render(values, liquid) : null
  if (html && !html.ok) return html
  const text = content.text ? await content.text.render(values, liquid) : null
  if (text && !text.ok) return text
  return {
    ok: true,
    email: {
      subject: subject.text,
      html: html?.text ?? null,
      text: text?.text ?? htmlToText(html?.text ?? ''),
    },
  }
}

/** HubSpot's own clients know no `html`: there the text stands in rich-text modules, in the order of their numbers. */
function widgetsHtml(widgets: unknown): string {
  return Object.values(membersOf(widgets))
    .map((widget) => membersOf(widget))
    .sort((a, b) => Number(a.order ?? 0) - Number(b.order ?? 0))
    .map(({ body }) => textOf(membersOf(body).html))
    .join('\n')
    .trim()
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
