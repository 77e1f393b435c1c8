import { contract } from '../contract/index.js'
import { canonicalUrl } from '../router-tolerance.js'

const routes = contract
  .map((endpoint) => ({
    endpoint,
    pattern: new RegExp(`^${endpoint.path.replace(/:[A-Za-z]+/g, '[^/]+')}$`),
    parameters: endpoint.path.split(':').length,
  }))
  .sort((a, b) => a.parameters - b.parameters)

/** Throws when an answer is not what the contract says of its endpoint: the documentation must be true. */
export function checkAnswer(method: string, url: string, status: number, body: unknown): void {
  const [path = ''] = canonicalUrl(url, '').split('?', 1)
  const route = routes.find(({ endpoint, pattern }) => endpoint.method === method && pattern.test(path))
  if (!route || status >= 400) return
  const { id, answers } = route.endpoint
  const schema = answers[status]
  if (schema === undefined) throw new Error(`${id} answered ${status}, which its contract does not know`)
  const result = schema?.safeParse(body)
  if (result && !result.success)
    throw new Error(`${id} ${status} breaks its contract: ${result.error.message}`)
}
