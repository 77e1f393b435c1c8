import { randomUUID } from 'node:crypto'
import type { ChangeSource } from '@millrace/model'
import { events } from '../../contract/index.js'
import type { Answer, On } from '../../register.js'
import { type WritingCall, writeOnce } from '../../write-once.js'
import type { Api } from '../api.js'
import { attachEvents, type EventInput } from './attach-events.js'

export function sendRoutes(on: On, api: Api): void {
  on(events.send, async (call) => {
    return attach(api, call, [sent(call.body)], { status: 204 })
  })
  on(events.sendBatch, async (call) => {
    return attach(api, call, call.body.inputs.map(sent), { status: 204 })
  })
  on(events.report, async (call) => {
    const { eventType, recordId, id, ...rest } = call.body
    const input = { ...rest, eventName: eventType, objectId: String(recordId), id: id ?? randomUUID() }
    return attach(api, call, [input], { status: 202, body: { id: input.id } })
  })
}

type SentEvent = Omit<EventInput, 'id' | 'objectId' | 'objectTypeId'> & {
  readonly objectId?: string | number | undefined
  readonly uuid?: string | undefined
}

function sent({ uuid, objectId, ...event }: SentEvent): EventInput {
  return {
    ...event,
    id: uuid ?? randomUUID(),
    ...(objectId !== undefined && { objectId: String(objectId) }),
  }
}

/** Attaches all or none, then wakes whoever evaluates events, where a workflow waits for some. */
async function attach(
  { db, waker }: Api,
  call: WritingCall,
  inputs: readonly EventInput[],
  answer: Answer,
): Promise<Answer> {
  let isAwaited = false
  const result = await writeOnce(db, call, async (tx) => {
    isAwaited = await attachEvents(tx, sourceOf(call), inputs)
    return answer
  })
  if (isAwaited) waker.wake(call.caller.accountId, 'interactive')
  return result
}

function sourceOf({ caller: { tokenId } }: WritingCall): ChangeSource {
  return { type: 'API', tokenId }
}
