import { builtInEventTypes, type Chain, type EventValues } from '@millrace/model'
import { type Database, definitionsOf, lockEventRecords, recordEvents } from '@millrace/store'

export interface ToldEvent {
  readonly eventTypeId: string
  readonly recordId: number
  readonly id: string
  readonly properties?: EventValues
  /** Epoch ms; now when absent. */
  readonly occurredAt?: number
  readonly chain?: Chain
}

/** Attaches an event of the catalogue to a record, as the API does. */
export function tellEvent(db: Database, accountId: number, told: ToldEvent): Promise<void> {
  return db.withAccount(accountId, 'shared', async (tx) => {
    const { eventTypeId, recordId, id, properties = {}, chain = [] } = told
    const record = (await lockEventRecords(tx, [recordId])).get(recordId)
    const type = builtInEventTypes.find((known) => known.id === eventTypeId)
    if (!record || !type) throw new Error(`no event ${eventTypeId} can happen to record ${recordId}`)
    const { objectTypeId } = record
    const meta = { source: { type: 'API' }, chain, lane: 'interactive' } as const
    await recordEvents(tx, await definitionsOf(tx), meta, [
      { id, type, recordId, objectTypeId, occurredAt: told.occurredAt ?? tx.startedAt, properties },
    ])
  })
}
