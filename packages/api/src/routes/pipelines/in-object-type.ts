import { definitionsOf, type Transaction } from '@millrace/store'
import type { Answer, Call } from '../../register.js'
import type { WritingCall } from '../../write-once.js'
import type { Api } from '../api.js'
import { changeDefinitions } from '../change-definitions.js'
import { objectTypeOf } from '../objects/object-type.js'

type Work = (tx: Transaction, objectTypeId: string) => Promise<Answer>
type TypedCall = Pick<Call, 'caller'> & { readonly params: { readonly objectType: string } }

/** Reads pipelines of the object type that the path names. */
export function reading({ db }: Api, { caller, params }: TypedCall, work: Work): Promise<Answer> {
  return db.withAccount(caller.accountId, 'read', async (tx) =>
    work(tx, objectTypeOf(await definitionsOf(tx), params.objectType).id),
  )
}

/** Changes them in one transaction that no writer overlaps. */
export function changing(api: Api, call: TypedCall & WritingCall, work: Work): Promise<Answer> {
  return changeDefinitions(api, call, (tx, definitions) =>
    work(tx, objectTypeOf(definitions, call.params.objectType).id),
  )
}
