import type { Email, EmailDocument } from '@millrace/store'
import { iso } from '../iso.js'

/** Members that are ours to say, whatever the document holds. */
export function showEmail(email: Email, document: EmailDocument = email.draft) {
  const { publishedAt } = email
  const isPublished = email.published !== null
  return {
    subject: '',
    type: 'AUTOMATED_EMAIL',
    from: {},
    to: {},
    content: {},
    subcategory: 'automated',
    sendOnPublish: false,
    ...document,
    id: String(email.id),
    name: email.name,
    state: isPublished ? 'AUTOMATED' : 'AUTOMATED_DRAFT',
    isPublished,
    archived: email.archivedAt !== null,
    createdAt: iso(email.createdAt),
    updatedAt: iso(email.updatedAt),
    ...(publishedAt !== null && { publishDate: iso(publishedAt), publishedAt: iso(publishedAt) }),
  }
}
