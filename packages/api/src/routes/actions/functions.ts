// Functions of an action: stored and given back, not executed (docs/decisions/0017).
import { Problem } from '@millrace/model'
import {
  type ActionFunction,
  deleteActionFunction,
  listActionFunctions,
  putActionFunction,
  type Transaction,
} from '@millrace/store'
import { actions } from '../../contract/index.js'
import type { Answer, On } from '../../register.js'
import type { Api } from '../api.js'
import { requireDefinition } from './require-definition.js'
import { showFunctionName } from './show-definition.js'

interface Named {
  readonly appId: string
  readonly definitionId: string
  readonly functionType: string
  readonly functionId?: string
}

type Asking = { readonly caller: { readonly accountId: number }; readonly params: Named }

export function functionRoutes(on: On, { db }: Api): void {
  const inAccount = (
    { caller }: Asking,
    mode: 'read' | 'shared',
    work: (tx: Transaction) => Promise<Answer>,
  ) => db.withAccount(caller.accountId, mode, work)
  const read = (call: Asking) => inAccount(call, 'read', (tx) => readOne(tx, call.params))
  const put = (call: Asking & { readonly body: string }) =>
    inAccount(call, 'shared', (tx) => putOne(tx, call.params, call.body))
  const remove = (call: Asking) => inAccount(call, 'shared', (tx) => removeOne(tx, call.params))

  on(actions.listFunctions, ({ caller, params }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const { id } = await requireDefinition(tx, params, false)
      return { status: 200, body: { results: (await listActionFunctions(tx, id)).map(showFunctionName) } }
    }),
  )
  on(actions.readFunctionOfType, read)
  on(actions.readFunction, read)
  on(actions.putFunctionOfType, put)
  on(actions.putFunction, put)
  on(actions.deleteFunctionOfType, remove)
  on(actions.deleteFunction, remove)
}

async function readOne(tx: Transaction, named: Named): Promise<Answer> {
  const { id } = await requireDefinition(tx, named, false)
  const found = (await listActionFunctions(tx, id)).find(
    ({ functionType, functionId }) =>
      functionType === named.functionType && functionId === (named.functionId ?? ''),
  )
  if (!found)
    throw new Problem('ACTION_NOT_FOUND', 'The action has no such function.', { field: 'functionType' })
  return { status: 200, body: { ...showFunctionName(found), functionSource: found.source } }
}

async function putOne(tx: Transaction, named: Named, source: string): Promise<Answer> {
  const { id } = await requireDefinition(tx, named, false)
  const written = { functionType: typeOf(named), functionId: named.functionId ?? '', source }
  await putActionFunction(tx, id, written)
  return { status: 200, body: showFunctionName(written) }
}

async function removeOne(tx: Transaction, named: Named): Promise<Answer> {
  const { id } = await requireDefinition(tx, named, false)
  await deleteActionFunction(tx, id, named.functionType, named.functionId ?? '')
  return { status: 204 }
}

const functionTypes = [
  'PRE_ACTION_EXECUTION',
  'POST_ACTION_EXECUTION',
  'PRE_FETCH_OPTIONS',
  'POST_FETCH_OPTIONS',
]

function typeOf({ functionType }: Named): ActionFunction['functionType'] {
  if (functionTypes.includes(functionType)) return functionType
  throw new Problem('INVALID_PATH', `The type of a function is one of ${functionTypes.join(', ')}.`, {
    field: 'functionType',
  })
}
