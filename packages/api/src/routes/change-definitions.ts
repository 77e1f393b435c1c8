import { type Definitions, definitionsOf, type Transaction } from '@millrace/store'
import type { Answer } from '../register.js'
import { type WritingCall, writeOnce } from '../write-once.js'
import type { Api } from './api.js'

/** A change of what an account defines, in one transaction that no writer overlaps. */
export function changeDefinitions(
  { db }: Api,
  call: WritingCall,
  work: (tx: Transaction, definitions: Definitions) => Promise<Answer>,
): Promise<Answer> {
  return writeOnce(db, call, async (tx) => work(tx, await definitionsOf(tx)), 'exclusive')
}
