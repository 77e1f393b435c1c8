import { type Definitions, lookAgain, type Transaction } from '@millrace/store'

/**
 * Records that came into a workflow, left it or completed it: filters that ask where a record stands there look again
 * (W-FLF-6). Their own versions do not change, so it is the clock that asks.
 */
export async function noteStanding(
  tx: Transaction,
  definitions: Definitions,
  moved: readonly { readonly workflowId: number; readonly recordId: number }[],
  now: number,
): Promise<void> {
  const read = moved.filter(({ workflowId }) => definitions.isWorkflowRead(workflowId))
  await lookAgain(
    tx,
    read.map(({ recordId }) => recordId),
    now,
  )
}
