// Where records came to stand in a workflow, as events (W-EVT-44 to 47).
import type { CompiledWorkflow } from '@millrace/definitions'
import {
  type Chain,
  type EventType,
  type EventValues,
  type Lane,
  workflowCompleted,
  workflowEnrolled,
  workflowGoalMet,
  workflowUnenrolled,
} from '@millrace/model'
import type { Definitions, EndReason, EndState } from '@millrace/store'
import { chainFor } from '../run/chain-of-causes.js'
import type { OwnEvent } from './tell-own-events.js'

/** One enrollment that began or ended. */
export interface Moved {
  readonly workflowId: number
  readonly recordId: number
  readonly enrollmentId: number
  readonly to: 'enrolled' | EndState
  /** Of an end. */
  readonly reason: EndReason | null
  /** What it causes stands in this chain: its own causes, then itself. */
  readonly chain: Chain
  readonly lane: Lane
}

/** What entering a workflow is, by the enrollment's own causes; whoever enters an empty flow is through it at once. */
export function movedInto(
  { workflowId, startActionId }: Pick<CompiledWorkflow, 'workflowId' | 'startActionId'>,
  entering: Pick<Moved, 'recordId' | 'enrollmentId' | 'chain' | 'lane'>,
): Moved[] {
  const chain = chainFor({ workflowId, chain: entering.chain }, entering.recordId, false)
  const common = { ...entering, workflowId, chain }
  const enrolled: Moved = { ...common, to: 'enrolled', reason: null }
  if (startActionId !== null) return [enrolled]
  return [enrolled, { ...common, to: 'completed', reason: 'completed' }]
}

export function standingEvents({ workflows }: Definitions, moved: readonly Moved[], at: number): OwnEvent[] {
  return moved.flatMap((move) => {
    const { workflowId, recordId, enrollmentId, chain, lane } = move
    const workflow = workflows.get(workflowId)
    if (!workflow) return []
    const { objectTypeId } = workflow.compiled
    const cause = {
      source: { type: 'WORKFLOW', workflowId, enrollmentId, actionIds: [] },
      chain,
    } as const
    return happened(move, at).map(({ type, word, properties }) => ({
      id: `workflow-${word}-${enrollmentId}`,
      type,
      recordId,
      objectTypeId,
      occurredAt: at,
      properties: { hs_flow_id: workflowId, ...properties },
      lane,
      cause,
    }))
  })
}

interface Told {
  readonly type: EventType
  readonly word: string
  readonly properties: EventValues
}

/** Who meets the goal leaves by it: that is both. */
function happened({ to, reason }: Moved, at: number): Told[] {
  const unenrolled = {
    type: workflowUnenrolled,
    word: 'unenrolled',
    properties: reason === null ? {} : { hs_unenrolled_reason: reason },
  }
  switch (to) {
    case 'enrolled':
      return [{ type: workflowEnrolled, word: 'enrolled', properties: { hs_enrolled_at: at } }]
    case 'completed':
      return [{ type: workflowCompleted, word: 'completed', properties: {} }]
    case 'goal_met':
      return [{ type: workflowGoalMet, word: 'goal-met', properties: {} }, unenrolled]
    case 'unenrolled':
    case 'failed':
      return [unenrolled]
  }
}
