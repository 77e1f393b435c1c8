import { type AccessToken, type Database, findToken, giveConsent } from '@millrace/store'
import { oauth } from '../../contract/index.js'
import type { Answer, On } from '../../register.js'
import type { Api } from '../api.js'
import { consentPage } from './consent-page.js'
import {
  type ConsentQuery,
  type ConsentRefusal,
  type ConsentRequest,
  readConsentRequest,
  redirectTo,
} from './consent-request.js'

/** Somebody decides whether an app may act in their account (docs/decisions/0015). */
export function consentRoutes(on: On, { db }: Api): void {
  on(oauth.consent, async ({ query }) => {
    const request = await readConsentRequest(db, query)
    return 'error' in request ? refusal(query, request) : consentPage(request)
  })

  on(oauth.decide, async ({ query, body }) => {
    const request = await readConsentRequest(db, query)
    if ('error' in request) return refusal(query, request)
    if (body.decision === 'deny') return sendOn(query, { error: 'access_denied' })
    return decided(db, query, request, body.access_token.trim())
  })
}

async function decided(
  db: Database,
  query: ConsentQuery,
  request: ConsentRequest,
  text: string,
): Promise<Answer> {
  const answer = await findToken(db, text, Date.now())
  if (answer.state !== 'valid' || answer.token.developerKey || answer.token.ofApp)
    return consentPage(request, 'This is not an access token of an account here.')
  const lacking = beyond(answer.token, request.scopes)
  if (lacking.length > 0) return consentPage(request, `This token itself may not: ${lacking.join(', ')}.`)
  const { accountId, userId } = answer.token
  const { app, redirectUrl, challenge } = request
  const optional = request.optionalScopes.filter((scope) => beyond(answer.token, [scope]).length === 0)
  const scopes = [...new Set([...request.scopes, ...optional])]
  const code = await giveConsent(db, { app, accountId, userId, scopes, redirectUrl, challenge })
  return sendOn(query, { code })
}

/** Nobody lets an app do what they could not do themselves. */
function beyond({ scopes }: AccessToken, wanted: readonly string[]): readonly string[] {
  return scopes === null ? [] : wanted.filter((scope) => !scopes.includes(scope))
}

function refusal(query: ConsentQuery, { error, description }: ConsentRefusal): Answer {
  return sendOn(query, { error, error_description: description })
}

function sendOn(query: ConsentQuery, told: Readonly<Record<string, string>>): Answer {
  return {
    status: 302,
    headers: {
      location: redirectTo(query, told),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    },
  }
}
