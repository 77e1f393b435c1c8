import { parseAddress, readEmailContent, type startLiquid, writeEmail } from '@millrace/engine'
import { Problem, type ProblemDetail } from '@millrace/model'
import type { EmailDocument, SubscriptionDefinition } from '@millrace/store'

/** Everything that keeps an e-mail from being sent (A-EML-1, A-EML-20). Problem: EMAIL_INVALID with each. */
export async function refuseUnsendable(
  document: EmailDocument,
  definitions: readonly SubscriptionDefinition[],
  liquid: ReturnType<typeof startLiquid>,
): Promise<void> {
  const details: ProblemDetail[] = []
  const note = (field: string, message: string) =>
    void details.push({ code: 'EMAIL_INVALID', in: field, message })
  const content = readEmailContent(document)
  if (String(document.subject ?? '').trim() === '') note('subject', 'The subject is missing.')
  if (!content.html && !content.text) note('content.html', 'The e-mail has no text.')
  if (!content.from) note('from.replyTo', 'The address it comes from is missing, or is none.')
  const { customReplyTo } = Object(document.from) as { readonly customReplyTo?: unknown }
  if (customReplyTo && parseAddress(String(customReplyTo)) === null)
    note('from.customReplyTo', 'This is not an e-mail address.')
  if (content.subscriptionId !== null && !definitions.some(({ id }) => id === content.subscriptionId))
    note('subscriptionDetails.subscriptionId', 'There is no such kind of subscription.')
  if (details.length === 0) {
    // Values are missing here, which a template must bear; what it cannot bear shows at once.
    const written = await writeEmail(content, {}, liquid)
    if (!written.ok) note('content.html', `The template is wrong: ${written.message}`)
  }
  if (details.length > 0)
    throw new Problem('EMAIL_INVALID', `The e-mail cannot be published. ${details[0]?.message ?? ''}`, {
      details,
    })
}
