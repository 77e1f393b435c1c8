// The running server that workflows are pulled from and pushed to, over the same API that everybody uses.
import { CommandFailure, EXIT } from '../exit-codes.js'
import type { Settings } from '../settings.js'

export type Json = Readonly<Record<string, unknown>>

export interface Remote {
  readonly url: string
  /** Every workflow of the account, as `GET /automation/v4/flows/{id}` answers it. */
  workflows(): Promise<Json[]>
  /** As it was; undefined where there is no such revision. */
  revision(id: string, revisionId: string): Promise<Json | undefined>
  create(document: Json): Promise<Json>
  replace(id: string, document: Json): Promise<Json>
  import(request: Json): Promise<Json>
}

/** The server understood and said no. */
export class Refused extends CommandFailure {
  constructor(
    message: string,
    readonly status: number,
  ) {
    // A wrong token is a wrong call.
    super(message, status === 401 || status === 403 ? EXIT.usage : EXIT.failure)
  }
}

/** How a command is told which server, beside the settings. */
export const remoteOptions = {
  url: { type: 'string', placeholder: 'url', meaning: 'The server; MILLRACE_PUBLIC_URL when not given' },
  token: {
    type: 'string',
    placeholder: 'token',
    meaning: 'An access token with the scope automation; MILLRACE_ACCESS_TOKEN when not given',
  },
} as const

const PATIENCE_MS = 60_000
const PAGE = 100

export function connect(
  values: { readonly url?: string; readonly token?: string },
  settings: Settings,
): Remote {
  const url = serverUrl(values.url ?? settings.publicUrl)
  const token = values.token ?? settings.accessToken
  if (!token)
    throw new CommandFailure('Say with which token: MILLRACE_ACCESS_TOKEN, or --token <token>.', EXIT.usage)
  const call = caller(url, token)
  const flows = '/automation/v4/flows'
  return {
    url,
    async workflows() {
      const ids = await allIds(call)
      const found: Json[] = []
      for (let from = 0; from < ids.length; from += PAGE) {
        const inputs = ids.slice(from, from + PAGE).map((flowId) => ({ type: 'FLOW_ID', flowId }))
        const { results } = (await call('POST', `${flows}/batch/read`, { inputs })) as { results: Json[] }
        found.push(...results)
      }
      return found
    },
    revision: (id, revisionId) =>
      call('GET', `${flows}/${id}/revisions/${revisionId}`).catch((error: unknown) => {
        if (error instanceof Refused && error.status === 404) return undefined
        throw error
      }),
    create: (document) => call('POST', flows, document),
    replace: (id, document) => call('PUT', `${flows}/${id}`, document),
    import: (request) => call('POST', '/millrace/v1/workflows/import', request),
  }
}

type Call = (method: string, path: string, body?: Json) => Promise<Json>

async function allIds(call: Call): Promise<string[]> {
  const ids: string[] = []
  for (let after = ''; ; ) {
    const page = (await call('GET', `/automation/v4/flows?limit=${PAGE}${after}`)) as {
      readonly results: readonly { readonly id: string }[]
      readonly paging?: { readonly next?: { readonly after?: string } }
    }
    ids.push(...page.results.map(({ id }) => id))
    const next = page.paging?.next?.after
    if (!next) return ids
    after = `&after=${encodeURIComponent(next)}`
  }
}

function serverUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text.replace(/\/+$/, '')
  throw new CommandFailure(`"${text}" is no http or https address.`, EXIT.usage)
}

function caller(url: string, token: string): Call {
  return async (method, path, body) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
    }).catch((error: Error) => {
      const reason = error.cause instanceof Error ? error.cause.message : error.message
      throw new CommandFailure(`Cannot reach Millrace at ${url}: ${reason}.`, EXIT.noDatabase)
    })
    const answer = (await response.json().catch(() => ({}))) as Json
    if (response.ok) return answer
    throw new Refused(sentence(response.status, answer), response.status)
  }
}

/** What the server says, with the place of each thing it objects to. */
function sentence(status: number, { message, errors }: Json): string {
  const details = (Array.isArray(errors) ? (errors as readonly Json[]) : []).map(
    (each) => `\n  ${each.in ? `${String(each.in)}: ` : ''}${String(each.message)}`,
  )
  return `${String(message ?? `The server answered ${status}.`)}${details.join('')}`
}
