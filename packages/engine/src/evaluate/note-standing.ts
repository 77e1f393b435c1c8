import { type Definitions, lookAgain, type Transaction } from '@millrace/store'
import { type Moved, standingEvents } from '../tell/standing-events.js'
import { tellOwnEvents } from '../tell/tell-own-events.js'

/**
 * Records that came into a workflow, left it or completed it: filters that ask where a record stands there look again
 * (W-FLF-6). Their own versions do not change, so it is the clock that asks. Workflows that wait for it are told (W-EVT-44
 * to 47).
 */
export async function noteStanding(
  tx: Transaction,
  definitions: Definitions,
  moved: readonly Moved[],
  now: number,
): Promise<void> {
  const read = moved.filter(({ workflowId }) => definitions.isWorkflowRead(workflowId))
  await lookAgain(
    tx,
    read.map(({ recordId }) => recordId),
    now,
  )
  if (definitions.awaitsEvents) await tellOwnEvents(tx, definitions, standingEvents(definitions, moved, now))
}
