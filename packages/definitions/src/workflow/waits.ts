import { type ActionNode, actionFor } from '@millrace/actions'
import type { CompiledWorkflow } from './compiled-workflow.js'
import type { Flow } from './flow.js'
import { graphOf } from './graph.js'
import { revisionMoves } from './revision-moves.js'

/** A step whose wait follows a property of the record (A-DLP-7). */
export interface Follower {
  readonly property: string
  readonly actionId: string
}

const known = new WeakMap<CompiledWorkflow['steps'], readonly Follower[]>()

/** Steps that somebody waits at until a value of the record says so. */
export function followersIn({ steps }: CompiledWorkflow): readonly Follower[] {
  let followers = known.get(steps)
  if (!followers) {
    followers = [...steps.values()].flatMap(({ actionId, prepared }) =>
      [...(prepared.follows ?? [])].map((property) => ({ property, actionId })),
    )
    known.set(steps, followers)
  }
  return followers
}

/** Actions at which only business days count (A-DLT-4). */
export function calendarWaitsIn({ steps }: CompiledWorkflow): readonly string[] {
  return [...steps.values()].flatMap(({ actionId, prepared }) => (prepared.followsCalendar ? [actionId] : []))
}

/**
 * Actions at which a wait may end at another moment after an edit: changed (W-RUN-8 to 10) or removed (W-RUN-11), or before
 * which the windows of the workflow may keep somebody (W-SET-7). Which of them are waits is known by who waits there.
 */
export function retimedActions(from: Flow, to: Flow): readonly string[] {
  const after = graphOf(to).places
  const zone = from.millrace?.timeZone !== to.millrace?.timeZone
  const windows = windowsOf(from) !== windowsOf(to)
  const edited = [...graphOf(from).places.values()].flatMap(({ node }) => {
    const now = after.get(node.actionId)?.node
    const heldAnew = windows && now && !actionFor(now)?.ignoresWindows
    return now && (zone || heldAnew || whenOf(node) !== whenOf(now)) ? [node.actionId] : []
  })
  return [...new Set([...edited, ...Object.keys(revisionMoves(from, to))])]
}

/** What decides when actions may run. */
function windowsOf({ timeWindows, blockedDates }: Flow): string {
  return JSON.stringify([timeWindows, blockedDates])
}

/** What a wait is reckoned from. */
function whenOf({ fields, millrace }: ActionNode): string {
  return JSON.stringify([fields ?? null, millrace ?? null])
}
