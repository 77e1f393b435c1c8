import { startLiquid } from '@millrace/engine'
import { isObject, Problem, parseId } from '@millrace/model'
import {
  archiveEmail,
  countEmails,
  createEmail,
  type Email,
  type EmailDocument,
  listEmails,
  listSubscriptionDefinitions,
  lockEmail,
  publishEmail,
  readEmail,
  readEmailSettings,
  saveEmailDraft,
  type Transaction,
  writeEmailSettings,
} from '@millrace/store'
import { emails } from '../../contract/index.js'
import type { On } from '../../register.js'
import { writeOnce } from '../../write-once.js'
import type { Api } from '../api.js'
import { pageOf, readCursor } from '../cursor.js'
import { previewFor } from './preview.js'
import { refuseUnsendable } from './publishing-problems.js'
import { showEmail } from './show-email.js'

export function emailRoutes(on: On, api: Api): void {
  const { db } = api
  const liquid = startLiquid()

  on(emails.list, ({ caller, query }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const { limit, archived } = query
      const asked = {
        archived,
        ...(query.isPublished !== undefined && { isPublished: query.isPublished === 'true' }),
      }
      const found = await listEmails(tx, { ...asked, limit: limit + 1, after: readCursor(query.after) })
      const { shown, paging } = pageOf(found, limit, ({ id }) => id)
      const total = await countEmails(tx, asked)
      return { status: 200, body: { total, results: shown.map((email) => showEmail(email)), ...paging } }
    }),
  )

  on(emails.create, (call) =>
    writeOnce(db, call, async (tx) => {
      const id = await createEmail(tx, call.body.name, call.body)
      return { status: 201, body: showEmail(await requireEmail(tx, String(id))) }
    }),
  )

  for (const endpoint of [emails.read, emails.readDraft])
    on(endpoint, ({ caller, params, query }) =>
      db.withAccount(caller.accountId, 'read', async (tx) => {
        const archived = 'archived' in query && query.archived === true
        return { status: 200, body: showEmail(await requireEmail(tx, params.emailId, archived)) }
      }),
    )

  for (const endpoint of [emails.update, emails.updateDraft])
    on(endpoint, ({ caller, params, body }) =>
      db.withAccount(caller.accountId, 'shared', async (tx) => {
        const { id, draft } = await lockedEmail(tx, params.emailId)
        const changed = changedDocument(draft, body)
        await saveEmailDraft(tx, id, String(changed.name ?? ''), changed)
        return { status: 200, body: showEmail(await requireEmail(tx, params.emailId)) }
      }),
    )

  on(emails.archive, ({ caller, params }) =>
    db.withAccount(caller.accountId, 'shared', async (tx) => {
      const id = parseId(params.emailId)
      if (id !== undefined) await archiveEmail(tx, id)
      return { status: 204 }
    }),
  )

  on(emails.resetDraft, ({ caller, params }) =>
    db.withAccount(caller.accountId, 'shared', async (tx) => {
      const { id, name, published } = await lockedEmail(tx, params.emailId)
      if (published) await saveEmailDraft(tx, id, String(published.name ?? name), published)
      return { status: 204 }
    }),
  )

  on(emails.publish, ({ caller, params }) =>
    db.withAccount(caller.accountId, 'shared', async (tx) => {
      const { id, draft } = await lockedEmail(tx, params.emailId)
      await refuseUnsendable(draft, await listSubscriptionDefinitions(tx), liquid)
      await publishEmail(tx, id, draft)
      return { status: 204 }
    }),
  )

  on(emails.unpublish, ({ caller, params }) =>
    db.withAccount(caller.accountId, 'shared', async (tx) => {
      const { id } = await lockedEmail(tx, params.emailId)
      await publishEmail(tx, id, null)
      return { status: 204 }
    }),
  )

  on(emails.preview, ({ caller, params, body }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const { draft } = await requireEmail(tx, params.emailId)
      return { status: 200, body: await previewFor(tx, draft, body.recordId, liquid) }
    }),
  )

  on(emails.readSettings, ({ caller }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => ({
      status: 200,
      body: await readEmailSettings(tx),
    })),
  )

  on(emails.writeSettings, ({ caller, body }) =>
    db.withAccount(caller.accountId, 'shared', async (tx) => {
      const internalDomains = body.internalDomains.map((domain) => domain.trim().toLowerCase())
      await writeEmailSettings(tx, { ...body, internalDomains })
      return { status: 200, body: await readEmailSettings(tx) }
    }),
  )
}

/** Objects one level deep are changed member by member: whoever sets the HTML keeps the plain text. */
function changedDocument(draft: EmailDocument, change: EmailDocument): EmailDocument {
  const changed: Record<string, unknown> = { ...draft }
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined) continue
    const before = draft[name]
    changed[name] = isObject(before) && isObject(value) ? { ...before, ...value } : value
  }
  return changed
}

async function lockedEmail(tx: Transaction, text: string): Promise<Email> {
  const id = parseId(text)
  if (id !== undefined) await lockEmail(tx, id)
  return requireEmail(tx, text)
}

async function requireEmail(tx: Transaction, text: string, archived = false): Promise<Email> {
  const id = parseId(text)
  const email = id === undefined ? undefined : await readEmail(tx, id)
  if (email && (email.archivedAt !== null) === archived) return email
  const shown = text.slice(0, 100)
  throw new Problem('EMAIL_NOT_FOUND', `There is no e-mail ${shown}.`, { context: { ids: [shown] } })
}
