// The nodes of a flow as the engine runs them. A node that cannot run keeps its place and its edges: whoever reaches it
// fails there with a reason and goes on (A-GEN-14, A-GEN-18).
import {
  type Action,
  type ActionNode,
  actionFor,
  FetchedRecords,
  type KnownOutcomeCode,
  type Outcome,
  ordinaryStep,
  type PrepareContext,
  type Prepared,
  readDataSources,
} from '@millrace/actions'
import { emptyReads } from '@millrace/filters'
import { isObject, Problem } from '@millrace/model'
import * as z from 'zod'
import type { Checking } from './checking.js'
import type { Step } from './compiled-workflow.js'
import type { Flow } from './flow.js'
import { type Graph, graphOf, type Place } from './graph.js'

const anything = z.unknown()

export function compileSteps(
  flow: Flow,
  context: PrepareContext,
  checking: Checking,
): ReadonlyMap<string, Step> {
  const graph = graphOf(flow)
  const sources = readDataSources(flow.dataSources, context)
  const compiled = [...graph.places].map(([id, place]) => {
    const fetched = new FetchedRecords(sources)
    return [id, compileStep(place, graph, { ...context, fetched }, checking)] as const
  })
  return new Map(compiled)
}

function compileStep(place: Place, graph: Graph, context: PrepareContext, checking: Checking): Step {
  const { node, edges } = place
  const action = actionFor(node)
  const existing = edges.map(({ key, to }) => [key, to !== null && graph.places.has(to) ? to : null] as const)
  return {
    actionId: node.actionId,
    action: action ?? unsupportedAction(node),
    node,
    prepared: prepareNode(action, place, context, checking),
    edges: new Map(existing),
    stopOnFailure: isStop(node),
  }
}

function isStop({ millrace }: ActionNode): boolean {
  return isObject(millrace) && millrace.onFailure === 'stop'
}

function prepareNode(
  action: Action | undefined,
  { node, index }: Place,
  context: PrepareContext,
  checking: Checking,
): Prepared {
  const at = `actions[${index}]`
  if (!action) {
    checking.issue('UNSUPPORTED_ACTION', at, `Actions of the type ${typeOf(node)} are not executed yet.`)
    return failing('unsupported_action')
  }
  if (action.objectTypeIds && !action.objectTypeIds.includes(context.objectTypeId)) {
    checking.issue('WORKFLOW_INVALID', at, `"${action.title}" cannot be used with this type of record.`)
    return failing('unsupported_action')
  }
  const shape = action.schema.safeParse(node)
  for (const issue of shape.error?.issues ?? []) {
    checking.issue('WORKFLOW_INVALID', under(at, issue.path), `${issue.message}.`)
  }
  if (!shape.success) return failing('not_ready')
  const result = action.prepare(node, context)
  const problems = result.ok ? (result.issues ?? []) : result.problems
  checking.issues.push(...problems.map((problem) => moved(problem, at)))
  if (!result.ok) return failing('not_ready')
  return context.fetched?.before(result.prepared) ?? result.prepared
}

function typeOf(node: ActionNode): string {
  return node.type === 'SINGLE_CONNECTION' ? (node.actionTypeId ?? 'none') : node.type
}

function under(at: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (all, key) => (typeof key === 'number' ? `${all}[${key}]` : `${all}.${String(key)}`),
    at,
  )
}

/** The problem with its place in the flow instead of its place in the node. */
function moved(problem: Problem, at: string): Problem {
  const inNode = problem.field !== undefined && problem.field !== '' && !problem.field.startsWith(at)
  return new Problem(problem.code, problem.message, {
    field: inNode ? `${at}.${problem.field}` : (problem.field ?? at),
    details: problem.details,
    context: problem.context,
  })
}

function failing(code: KnownOutcomeCode): Prepared {
  const failed: Outcome = { kind: 'failed', code }
  return { reads: emptyReads, writes: new Set(), run: (members) => members.map(() => failed) }
}

/** Stands where an action does that we keep but do not execute (api.md 4.9 rule 2). */
function unsupportedAction(node: ActionNode): Action {
  return {
    type: typeOf(node),
    kind: node.type,
    title: `Unsupported action ${typeOf(node)}`,
    help: 'Kept as it was imported; replace or remove it before turning the workflow on.',
    category: 'flow',
    schema: anything,
    outputs: [],
    repeatSafe: true,
    ...ordinaryStep,
    prepare: () => ({ ok: true, prepared: failing('unsupported_action') }),
  }
}
