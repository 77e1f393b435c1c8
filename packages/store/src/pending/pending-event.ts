import type { Chain, ChangeSource, EventValues, Lane } from '@millrace/model'

/** Something that happened to a record and that a workflow may wait for, at its place between the record's versions. */
export interface PendingEvent {
  readonly recordId: number
  /** The record's own when the event was attached under its lock: it stands behind the change that made it. */
  readonly version: number
  /** Epoch ms. */
  readonly occurredAt: number
  readonly id: string
  readonly eventTypeId: string
  readonly lane: Lane
  /** Definitions epoch the writer held. */
  readonly epoch: number
  /** When it was attached, epoch ms. */
  readonly at: number
  readonly source: ChangeSource
  readonly chain: Chain
  readonly properties: EventValues
}
