import { builtInObjectTypes, Problem } from '@millrace/model'
import type { Caller } from './authenticate.js'
import type { Endpoint } from './contract/endpoint.js'

const namesInScopes: ReadonlyMap<string, string> = new Map(
  builtInObjectTypes.flatMap(({ id, name, singular }) => [
    [id, name],
    [name, name],
    [singular, name],
  ]),
)

/** Refuses a caller whose token lacks a scope (403 MISSING_SCOPES, api.md 2.2), or is not the instance owner's. */
export function authorize(caller: Caller, endpoint: Endpoint, objectType: string | undefined): void {
  if (endpoint.ownerOnly && !caller.instanceOwner) {
    throw new Problem('MISSING_SCOPES', 'Only a token of the owner of this installation may do this.')
  }
  const { scopes } = caller
  if (scopes === null || endpoint.scopes === undefined) return
  const needed = endpoint.scopes.map((scope) => scope.replace('{type}', nameInScopes(objectType)))
  const missing = needed.filter((scope) => !scopes.has(scope))
  if (missing.length === 0) return
  throw new Problem('MISSING_SCOPES', `This access token lacks the scope ${missing.join(', ')}.`, {
    details: [
      {
        message: 'One or more of these scopes are missing.',
        code: 'MISSING_SCOPES',
        context: { requiredGranularScopes: needed },
      },
    ],
  })
}

/** Custom object types share one scope. */
function nameInScopes(objectType: string | undefined): string {
  return namesInScopes.get(objectType?.toLowerCase() ?? '') ?? 'custom'
}
