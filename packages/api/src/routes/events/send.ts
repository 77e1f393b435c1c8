import { randomUUID } from 'node:crypto'
import type { ChangeSource } from '@millrace/model'
import { events } from '../../contract/index.js'
import type { On } from '../../register.js'
import { type WritingCall, writeOnce } from '../../write-once.js'
import type { Api } from '../api.js'
import { attachEvents, type EventInput } from './attach-events.js'

export function sendRoutes(on: On, api: Api): void {
  on(events.send, async (call) => {
    await attach(api, call, [sent(call.body)])
    return { status: 204 }
  })
  on(events.sendBatch, async (call) => {
    await attach(api, call, call.body.inputs.map(sent))
    return { status: 204 }
  })
  on(events.report, async (call) => {
    const { eventType, recordId, id, ...rest } = call.body
    const input = { ...rest, eventName: eventType, objectId: String(recordId), id: id ?? randomUUID() }
    return writeOnce(api.db, call, async (tx) => {
      await attachEvents(tx, sourceOf(call), [input])
      return { status: 202, body: { id: input.id } }
    })
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

async function attach(api: Api, call: WritingCall, inputs: readonly EventInput[]): Promise<void> {
  await writeOnce(api.db, call, async (tx) => {
    await attachEvents(tx, sourceOf(call), inputs)
    return { status: 204 }
  })
}

function sourceOf({ caller: { tokenId } }: WritingCall): ChangeSource {
  return { type: 'API', tokenId }
}
