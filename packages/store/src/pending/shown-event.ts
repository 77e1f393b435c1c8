import type { EventValues } from '@millrace/model'
import type { PatchRow } from '../records/patch-row.js'
import type { NewPendingEvent } from './insert-pending-events.js'

/**
 * An event that a change is, and that its patch does not show: `index` keeps apart what one version is, in order. It is told
 * to evaluators only, the change itself is its trace.
 */
export function shownEvent(
  name: string,
  { recordId, version, source, chain }: Pick<PatchRow, 'recordId' | 'version' | 'source' | 'chain'>,
  index: number,
  at: number,
  event: { readonly eventTypeId: string; readonly properties: EventValues },
): NewPendingEvent {
  const id = `${name}-${recordId}-${version}-${String(index).padStart(6, '0')}`
  const { eventTypeId, properties } = event
  return { recordId, id, occurredAt: at, eventTypeId, source, chain, properties }
}
