// Leaving out actions that are not executed here: what led to one leads on to where it led (api.md 4.9 rule 2).
import { type ActionNode, edgesOf } from '@millrace/actions'
import { memberText } from '@millrace/filters'
import { isObject } from '@millrace/model'

type Json = Readonly<Record<string, unknown>>
type Edge = Json & { readonly nextActionId: unknown }

/** Where an action that is left out leads, and whether it jumps there; null: the path ends. */
type WayOn = { readonly to: string; readonly jumps: boolean } | null

/** The document without the actions named by `actionId` or `sourceId/actionId`. A branch is left by its default edge. */
export function removeActions<T>(document: T, named: Readonly<Record<string, unknown>>): T {
  if (!isObject(document) || !Array.isArray(document.actions)) return document
  const names = (id: string) =>
    Object.hasOwn(named, id) || Object.hasOwn(named, `${memberText(document.id)}/${id}`)
  const gone = new Map<string, WayOn>()
  for (const action of document.actions as readonly unknown[]) {
    if (isObject(action) && names(memberText(action.actionId)))
      gone.set(memberText(action.actionId), wayOn(action))
  }
  if (gone.size === 0) return document
  const kept = document.actions.filter(
    (action) => !isObject(action) || !gone.has(memberText(action.actionId)),
  )
  const start = document.startActionId
  return {
    ...document,
    ...(start !== undefined &&
      start !== null && { startActionId: ledOn(memberText(start), gone)?.to ?? null }),
    actions: kept.map((action) => reconnected(action, gone)),
  } as T
}

function wayOn(action: Json): WayOn {
  const edges = edgesOf(action as ActionNode)
  const edge = edges.find(({ key }) => key === 'next' || key === 'default') ?? edges[0]
  return edge?.to === undefined || edge.to === null ? null : { to: edge.to, jumps: edge.edgeType === 'GOTO' }
}

/** Past everything that is left out; null also where the removed ones lead round to themselves. */
function ledOn(id: string, gone: ReadonlyMap<string, WayOn>): WayOn {
  const seen = new Set<string>()
  let at: WayOn = { to: id, jumps: false }
  while (at !== null && gone.has(at.to)) {
    if (seen.has(at.to)) return null
    seen.add(at.to)
    const next: WayOn = gone.get(at.to) ?? null
    at = next && { to: next.to, jumps: at.jumps || next.jumps }
  }
  return at
}

function reconnected(value: unknown, gone: ReadonlyMap<string, WayOn>): unknown {
  if (Array.isArray(value)) return value.map((entry) => reconnected(entry, gone))
  if (!isObject(value)) return value
  const entries = Object.entries(value).flatMap(([member, held]): [string, unknown][] => {
    if (!isEdge(held) || !gone.has(memberText(held.nextActionId))) return [[member, reconnected(held, gone)]]
    const on = ledOn(memberText(held.nextActionId), gone)
    if (on === null) return []
    return [[member, { ...held, nextActionId: on.to, ...(on.jumps && { edgeType: 'GOTO' }) }]]
  })
  return Object.fromEntries(entries)
}

function isEdge(value: unknown): value is Edge {
  return isObject(value) && value.nextActionId !== undefined
}
