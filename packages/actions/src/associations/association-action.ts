// What the association actions have in common: how they behave in a flow, and the other object before anything else.
import type { ObjectType } from '@millrace/model'
import type { Action, PrepareContext } from '../action.js'
import type { ActionNode } from '../action-node.js'
import { ordinaryStep } from '../flow/edges.js'
import { Findings, fieldsOf } from '../prepare.js'
import type { PrepareResult } from '../prepared.js'
import { type Relinking, relinking } from './change-each.js'
import { type Fields, readOtherType } from './targets.js'

/** Reads the fields; null, with what is wrong noted, where nothing can be done. */
export type CompileRelinking = (
  fields: Fields,
  other: ObjectType,
  context: PrepareContext,
  findings: Findings,
) => Relinking | null

export function associationAction(
  self: Pick<Action, 'type' | 'title' | 'help' | 'schema'>,
  compile: CompileRelinking,
): Action {
  return {
    ...self,
    kind: 'SINGLE_CONNECTION',
    category: 'crm',
    outputs: [],
    // Changed in the wave's own transaction: it happens once or not at all.
    repeatSafe: true,
    ...ordinaryStep,
    prepare: (node, context) => prepare(node, context, compile),
  }
}

function prepare(node: ActionNode, context: PrepareContext, compile: CompileRelinking): PrepareResult {
  const findings = new Findings()
  const fields = fieldsOf(node)
  const other = readOtherType(fields, context, findings)
  const work = other && compile(fields, other, context, findings)
  return findings.result(work && relinking(work))
}
