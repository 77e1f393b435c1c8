import { Problem } from '@millrace/model'
import { type App, type Database, findApp } from '@millrace/store'

/** What an app asks for, as it stands in the address of the consent page. */
export interface ConsentQuery {
  readonly client_id: string
  readonly redirect_uri: string
  readonly scope: string
  readonly optional_scope: string
  readonly state?: string | undefined
  readonly code_challenge?: string | undefined
  readonly code_challenge_method?: string | undefined
}

export interface ConsentRequest {
  readonly app: App
  readonly redirectUrl: string
  readonly scopes: readonly string[]
  /** Given when the account has them; their absence is no reason to refuse. */
  readonly optionalScopes: readonly string[]
  readonly challenge: string | null
}

/** What cannot be asked: told to the app, at the address it registered (RFC 6749 4.1.2.1). */
export interface ConsentRefusal {
  readonly error: 'invalid_scope' | 'invalid_request'
  readonly description: string
}

/**
 * Checks a request for consent. An app or an address that is not known is a Problem, shown to the person: nobody is ever
 * sent to an address that the app did not register. Throws OAUTH_REQUEST_INVALID.
 */
export async function readConsentRequest(
  db: Database,
  query: ConsentQuery,
): Promise<ConsentRequest | ConsentRefusal> {
  const app = await findApp(db, query.client_id)
  if (!app) throw refused('There is no app of this client id.', 'client_id')
  if (!app.redirectUrls.includes(query.redirect_uri))
    throw refused('The app did not register this redirect URL.', 'redirect_uri')
  const asked = words(query.scope)
  const scopes = asked.length === 0 ? app.scopes : asked
  const unknown = scopes.filter((scope) => !app.scopes.includes(scope))
  if (unknown.length > 0)
    return { error: 'invalid_scope', description: `The app did not register ${unknown.join(' ')}.` }
  const challenge = query.code_challenge ?? null
  if (challenge !== null && (query.code_challenge_method !== 'S256' || !/^[\w-]{43}$/.test(challenge)))
    return { error: 'invalid_request', description: 'A code challenge is made by S256.' }
  const optionalScopes = words(query.optional_scope).filter((scope) => app.scopes.includes(scope))
  return { app, redirectUrl: query.redirect_uri, scopes, optionalScopes, challenge }
}

/** The app's address with what it is told. */
export function redirectTo(
  { redirect_uri, state }: ConsentQuery,
  told: Readonly<Record<string, string>>,
): string {
  const url = new URL(redirect_uri)
  for (const [name, value] of Object.entries(told)) url.searchParams.append(name, value)
  if (state !== undefined) url.searchParams.append('state', state)
  return url.href
}

function words(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((word) => word !== ''))]
}

function refused(sentence: string, field: string): Problem {
  return new Problem('OAUTH_REQUEST_INVALID', sentence, { field })
}
