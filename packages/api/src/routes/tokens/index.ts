import { Problem, parseId } from '@millrace/model'
import {
  createToken,
  type Database,
  type ListedToken,
  listTokens,
  readToken,
  readUser,
  revokeToken,
  rotateToken,
} from '@millrace/store'
import type { Caller } from '../../authenticate.js'
import { tokens } from '../../contract/index.js'
import type { On } from '../../register.js'
import type { Api } from '../api.js'
import { pageOf, readCursor } from '../cursor.js'
import { iso } from '../iso.js'

/** Never kept under an idempotency key: the answers hold tokens. */
export function tokenRoutes(on: On, { db }: Api): void {
  on(tokens.list, async ({ caller: { accountId }, query: { limit, after } }) => {
    const found = await listTokens(db, accountId, { after: readCursor(after), limit: limit + 1 })
    const { shown, paging } = pageOf(found, limit, ({ id }) => id)
    return { status: 200, body: { results: shown.map(showToken), ...paging } }
  })

  on(tokens.create, async ({ caller, body }) => {
    const { label, scopes, developerKey, userId = caller.userId, expiresInSeconds } = body
    refuseMore(caller, scopes ?? null)
    const { accountId } = caller
    if (userId !== null) await db.withAccount(accountId, 'read', (tx) => readUser(tx, userId))
    const { id, text } = await createToken(db, {
      accountId,
      label,
      developerKey,
      userId,
      ...(scopes && { scopes }),
      ...(expiresInSeconds !== undefined && { expiresAt: Date.now() + expiresInSeconds * 1000 }),
    })
    return { status: 201, body: await created(db, accountId, id, text) }
  })

  on(tokens.rotate, async ({ caller, params, body }) => {
    const { accountId } = caller
    const old = await readToken(db, accountId, parseId(params.tokenId) ?? 0)
    refuseMore(caller, old.scopes)
    if (old.instanceOwner && !caller.instanceOwner)
      throw new Problem('MISSING_SCOPES', 'Only the owner of this installation may renew such a token.')
    const { id, text } = await rotateToken(db, accountId, old.id, body.keepOldForSeconds)
    return { status: 201, body: await created(db, accountId, id, text) }
  })

  // Revoking twice is no mistake.
  on(tokens.revoke, async ({ caller: { accountId }, params }) => {
    await revokeToken(db, accountId, parseId(params.tokenId) ?? 0)
    return { status: 204 }
  })
}

/** Nobody hands out more than they have. */
function refuseMore({ scopes: own }: Caller, wanted: readonly string[] | null): void {
  if (own === null) return
  const beyond = wanted === null ? ['everything'] : wanted.filter((scope) => !own.has(scope))
  if (beyond.length === 0) return
  throw new Problem(
    'MISSING_SCOPES',
    `This access token cannot give what it does not have: ${beyond.join(', ')}.`,
    {
      field: 'scopes',
    },
  )
}

async function created(db: Database, accountId: number, id: number, text: string) {
  return { ...showToken(await readToken(db, accountId, id)), token: text }
}

function showToken({ id, createdAt, expiresAt, ...token }: ListedToken) {
  return {
    id: String(id),
    ...token,
    createdAt: iso(createdAt),
    expiresAt: expiresAt === null ? null : iso(expiresAt),
  }
}
