import { definitionsOf, type Transaction } from '@millrace/store'
import type { Answer, Call } from '../../register.js'
import { type WritingCall, writeOnce } from '../../write-once.js'
import type { Api } from '../api.js'
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
export function changing({ db }: Api, call: TypedCall & WritingCall, work: Work): Promise<Answer> {
  const inType = async (tx: Transaction) =>
    work(tx, objectTypeOf(await definitionsOf(tx), call.params.objectType).id)
  return writeOnce(db, call, inType, 'exclusive')
}
