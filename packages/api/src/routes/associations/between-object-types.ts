import type { AssociationType } from '@millrace/model'
import { type Definitions, definitionsOf, knownTypes, type Transaction } from '@millrace/store'
import type { Answer, Call } from '../../register.js'
import type { WritingCall } from '../../write-once.js'
import type { Api } from '../api.js'
import { changeDefinitions } from '../change-definitions.js'
import { authorizeEnds, type Ends, endsOf } from './ends.js'

type CallBetween = Pick<Call, 'caller' | 'authorize'> & {
  readonly params: { readonly objectType: string; readonly toObjectType: string }
}

/** Reads what there is between the two object types that the path names; `types`: from the first to the second. */
export async function reading(
  { db }: Api,
  call: CallBetween,
  work: (tx: Transaction, ends: Ends, types: readonly AssociationType[]) => Promise<Answer>,
): Promise<Answer> {
  authorizeEnds(call)
  return db.withAccount(call.caller.accountId, 'read', async (tx) => {
    const definitions = await definitionsOf(tx)
    const ends = endsOf(definitions, call.params)
    return work(tx, ends, knownTypes(definitions.catalogue).between(ends.from.id, ends.to.id))
  })
}

/** Changes how they may be associated, in one transaction that no writer overlaps. */
export async function changing(
  api: Api,
  call: CallBetween & WritingCall,
  work: (tx: Transaction, definitions: Definitions, ends: Ends) => Promise<Answer>,
): Promise<Answer> {
  authorizeEnds(call)
  return changeDefinitions(api, call, (tx, definitions) =>
    work(tx, definitions, endsOf(definitions, call.params)),
  )
}
