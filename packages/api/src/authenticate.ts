// Who asks: a bearer token names an account (api.md 2.1). Scopes bind tokens that were created with a list of them.
import { createHash } from 'node:crypto'
import { Problem } from '@millrace/model'
import { type AccessToken, type Database, findToken, type TokenAnswer } from '@millrace/store'

/** How long a token is believed without asking again, in ms: the longest a revoked one lives on. */
const believedFor = 2_000
const mostRemembered = 10_000

export interface Credentials {
  /** The header, whole. */
  readonly authorization: string | undefined
  /** A developer key, where the endpoint takes one (api.md 2.1). */
  readonly developerKey?: string | undefined
}

export interface Caller {
  readonly accountId: number
  readonly tokenId: number
  /** Whom the token acts for. */
  readonly userId: number | null
  /** null: unrestricted. */
  readonly scopes: ReadonlySet<string> | null
  readonly instanceOwner: boolean
}

interface Remembered {
  readonly at: number
  readonly answer: Promise<TokenAnswer>
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Null until somebody was recognized, and for good where anybody may ask. */
    caller: Caller | null
  }
}

/** Finds callers by their token. Requests that arrive together share one look-up. */
export function createAuthenticator(db: Database) {
  const remembered = new Map<string, Remembered>()

  function lookUp(token: string): Promise<TokenAnswer> {
    // By hash: the text of a token is not kept longer than its request.
    const key = createHash('sha256').update(token).digest('base64')
    const known = remembered.get(key)
    if (known && performance.now() - known.at < believedFor) return known.answer
    if (remembered.size >= mostRemembered) remembered.clear()
    const answer = findToken(db, token, Date.now())
    remembered.set(key, { at: performance.now(), answer })
    answer.catch(() => remembered.delete(key))
    return answer
  }

  /** Problems: NOT_AUTHENTICATED, TOKEN_EXPIRED. */
  return async function authenticate({ authorization, developerKey }: Credentials): Promise<Caller> {
    // A header comes first: whoever sends both means the one that cannot end up in somebody's log.
    const byKey = authorization === undefined && developerKey !== undefined
    const answer = await lookUp(byKey ? developerKey : bearerOf(authorization))
    if (answer.state !== 'valid') throw refused(answer.state)
    if (isOver(answer.token)) throw refused('expired')
    // A key that travels in addresses opens nothing else, and a token must not travel there.
    if (answer.token.developerKey !== byKey) throw refused('unknown')
    const { id, accountId, userId, scopes, instanceOwner } = answer.token
    return { accountId, tokenId: id, userId, scopes: scopes && new Set(scopes), instanceOwner }
  }
}

function refused(state: 'expired' | 'unknown'): Problem {
  return state === 'expired'
    ? new Problem('TOKEN_EXPIRED', 'This access token has expired.')
    : new Problem('NOT_AUTHENTICATED', 'This access token is not known.')
}

function isOver({ expiresAt }: AccessToken): boolean {
  return expiresAt !== null && expiresAt <= Date.now()
}

function bearerOf(authorization: string | undefined): string {
  const token = /^bearer +(\S+)\s*$/i.exec(authorization ?? '')?.[1]
  if (token === undefined) {
    throw new Problem('NOT_AUTHENTICATED', 'Send an access token as Authorization: Bearer <token>.')
  }
  return token
}
