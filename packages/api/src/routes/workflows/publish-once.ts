import { type PublishOptions, publish } from '@millrace/engine'
import type { Publication } from '@millrace/store'
import type { Answer } from '../../register.js'
import { onceIn, type WritingCall } from '../../write-once.js'
import type { Api } from '../api.js'
import { readRequiredWorkflow } from './require-workflow.js'
import { showPublication } from './show-publication.js'

/** Publishes a workflow; with an Idempotency-Key its answer is kept in the transaction of the turn-on (api.md 2.5). */
export async function publishOnce(
  { db, waker, allowedHosts }: Api,
  call: WritingCall,
  workflowId: number,
  options: Pick<PublishOptions, 'enrollExisting' | 'confirmAllRecords' | 'note'>,
): Promise<Answer> {
  let answer: Answer | undefined
  try {
    await publish(db, call.caller.accountId, workflowId, {
      ...options,
      waker,
      allowedHosts,
      async around(tx, turnOn) {
        let publication: Publication | undefined
        answer = await onceIn(tx, call, async () => {
          publication = await turnOn()
          const workflow = await readRequiredWorkflow(tx, String(workflowId))
          return { status: 202, body: await showPublication(tx, workflow, publication) }
        })
        if (!publication) throw new Repeated()
        return publication
      },
    })
  } catch (error) {
    if (!(error instanceof Repeated)) throw error
  }
  if (!answer) throw new Error('a publication ended without an answer')
  return answer
}

/** The key's first request did it: this one takes its answer and turns nothing on. */
class Repeated extends Error {
  override readonly name = 'Repeated'
}
