import type { Cause, Chain } from '@millrace/model'

/** Longest chain of causes that may still enroll (W-ENR-13). */
export const mostHops = 20

/** The chain that whatever an enrollment causes stands in: its own causes, then itself. */
export function chainFor(
  enrollment: { readonly workflowId: number; readonly chain: Chain },
  recordId: number,
  waited: boolean,
): Chain {
  return [...enrollment.chain, { workflowId: enrollment.workflowId, recordId, waited }]
}

/**
 * W-ENR-13: the enrollment of a record would close a loop. After 20 hops, or when the same record went through the same
 * workflow before in this chain and nothing waited since.
 */
export function closesLoop(chain: Chain, workflowId: number, recordId: number): boolean {
  if (chain.length >= mostHops) return true
  const earlier = chain.findLastIndex((cause) => isSame(cause, workflowId, recordId))
  return earlier >= 0 && !chain.slice(earlier).some(({ waited }) => waited)
}

function isSame(cause: Cause, workflowId: number, recordId: number): boolean {
  return cause.workflowId === workflowId && cause.recordId === recordId
}
