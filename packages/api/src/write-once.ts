// One request, one transaction; with an Idempotency-Key the answer is kept in it, so that a repeat gets the first
// answer and changes nothing (api.md 2.5).
import { createHash } from 'node:crypto'
import { Problem } from '@millrace/model'
import {
  claimIdempotencyKey,
  type Database,
  keepIdempotentAnswer,
  type LockMode,
  type Transaction,
} from '@millrace/store'
import type { Answer, Call } from './register.js'

export type WritingCall = Pick<Call, 'caller' | 'idempotencyKey' | 'target'> & { readonly body: unknown }

/**
 * Runs `work` in a transaction of the caller's account. The key is claimed before any record is locked, and nobody who
 * holds a record asks for a key, so that no two requests wait for each other. Refusals roll back and are not kept.
 * Problems: IDEMPOTENCY_KEY_REUSED.
 */
export function writeOnce(
  db: Database,
  call: WritingCall,
  work: (tx: Transaction) => Promise<Answer>,
  mode: LockMode = 'shared',
): Promise<Answer> {
  return db.withAccount(call.caller.accountId, mode, (tx) => onceIn(tx, call, work))
}

/** The same in a transaction that is open already: nothing but the account may be locked in it. */
export async function onceIn(
  tx: Transaction,
  call: WritingCall,
  work: (tx: Transaction) => Promise<Answer>,
): Promise<Answer> {
  const { idempotencyKey: key } = call
  if (key === undefined) return work(tx)
  const earlier = await claimIdempotencyKey(tx, key, fingerprint(call))
  if (earlier === 'claimed') return kept(tx, key, await work(tx))
  if (earlier === 'other request') throw reused()
  return earlier
}

/** One part of a request that takes several transactions: each is kept for itself. No header can hold a line break. */
export function partOf<C extends WritingCall>(call: C, part: string | number): C {
  const { idempotencyKey: key } = call
  return { ...call, idempotencyKey: key === undefined ? undefined : `${key}\n${part}` }
}

async function kept(tx: Transaction, key: string, answer: Answer): Promise<Answer> {
  await keepIdempotentAnswer(tx, key, answer)
  return answer
}

function fingerprint({ target, body }: WritingCall): Buffer {
  return createHash('sha256')
    .update(`${target}\n${JSON.stringify(body) ?? ''}`)
    .digest()
}

function reused(): Problem {
  return new Problem('IDEMPOTENCY_KEY_REUSED', 'This Idempotency-Key was used for another request.', {
    field: 'Idempotency-Key',
  })
}
