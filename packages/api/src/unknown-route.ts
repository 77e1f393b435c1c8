import { Problem } from '@millrace/model'
import type { Endpoint } from './contract/endpoint.js'

export interface Refusal {
  readonly problem: Problem
  /** For the header `Allow`, when the path is known under other methods. */
  readonly allow?: string
}

/** Tells a path nobody serves (404) from one served under other methods (405, api.md 2.2). */
export function unknownRoute(endpoints: readonly Endpoint[]) {
  const known = endpoints.map(({ method, path }) => ({
    method,
    pattern: new RegExp(`^${path.replace(/:[A-Za-z]+/g, '[^/]+')}$`),
  }))
  return function refuse(method: string, url: string): Refusal {
    const [path = '/'] = url.split('?', 1)
    const methods = new Set(known.filter(({ pattern }) => pattern.test(path)).map((entry) => entry.method))
    if (methods.size === 0) {
      return { problem: new Problem('ROUTE_NOT_FOUND', `There is nothing at ${shown(path)}.`) }
    }
    const allow = [...methods].join(', ')
    return {
      problem: new Problem('METHOD_NOT_ALLOWED', `${method} is not possible here; ${allow} is.`),
      allow,
    }
  }
}

function shown(path: string): string {
  return path.length > 200 ? `${path.slice(0, 200)}…` : path
}
