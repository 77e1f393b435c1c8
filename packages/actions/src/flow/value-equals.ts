// STATIC_BRANCH: the branch whose value equals one property or data value (A-BRV).
import { memberText } from '@millrace/filters'
import { type CanonicalValue, fold, type Property, toCanonical, toWire } from '@millrace/model'
import * as z from 'zod'
import type { Action, PrepareContext } from '../action.js'
import type { ActionNode } from '../action-node.js'
import type { Outcome } from '../outcome.js'
import { Findings, propertyReads } from '../prepare.js'
import type { PrepareResult } from '../prepared.js'
import { compileInput, type Input, inputText } from '../values/compile-input.js'
import { valueSchema } from '../values/value-schema.js'
import { branchesOf, defaultLabelOf, edgesOf, steeringStep } from './edges.js'

/** A-BRV-3. */
export const mostValueBranches = 250

export const valueEquals: Action = {
  type: 'STATIC_BRANCH',
  kind: 'STATIC_BRANCH',
  title: 'Value equals branch',
  help: 'Send each record down the branch of the value that one property or output has.',
  category: 'flow',
  schema: z.looseObject({
    inputValue: valueSchema.optional(),
    staticBranches: z
      .array(z.looseObject({ branchValue: z.union([z.string(), z.number(), z.boolean()]).nullish() }))
      .optional(),
    defaultBranchName: z.string().nullish(),
  }),
  outputs: [],
  repeatSafe: true,
  ...steeringStep,
  prepare,
}

function prepare(node: ActionNode, context: PrepareContext): PrepareResult {
  const findings = new Findings()
  const input = compileInput(
    node.inputValue,
    { ...context, clearWhenEmpty: false, findings },
    'inputValue',
    'The value to compare',
  )
  const branches = branchesOf(node, 'staticBranches')
  if (branches.length > mostValueBranches) {
    findings.issue(
      'LIMIT_EXCEEDED',
      'staticBranches',
      `A value branch has at most ${mostValueBranches} values.`,
    )
  }
  if (input === null) return findings.result(null)
  const byKey = branchesByKey(node, input, findings)
  const otherwise: Outcome = { kind: 'branched', edge: 'default', label: defaultLabelOf(node) }
  return findings.result({
    reads: propertyReads(input.reads),
    writes: new Set(),
    run: (members, crm) =>
      members.map((member) => take(byKey, input, input.read(member, crm))?.outcome ?? otherwise),
  })
}

interface Taken {
  readonly index: number
  readonly outcome: Outcome
}

function take(
  branches: ReadonlyMap<string, Taken>,
  input: Input,
  value: CanonicalValue | undefined,
): Taken | undefined {
  if (typeof value === 'object') return firstContained(branches, value)
  const text = inputText(input, value)
  return text === null ? undefined : branches.get(keyOfText(input.property, text))
}

/** A-BRV-9: the first branch in drawing order whose value is among the chosen ones. */
function firstContained(branches: ReadonlyMap<string, Taken>, chosen: readonly string[]): Taken | undefined {
  let first: Taken | undefined
  for (const value of chosen) {
    const branch = branches.get(value)
    if (branch && (first === undefined || branch.index < first.index)) first = branch
  }
  return first
}

function branchesByKey(node: ActionNode, input: Input, findings: Findings): ReadonlyMap<string, Taken> {
  const edges = edgesOf(node)
  const byKey = new Map<string, Taken>()
  branchesOf(node, 'staticBranches').forEach(({ branchValue }, index) => {
    const value = memberText(branchValue)
    if (value === '') return
    const key = keyOfText(input.property, comparable(input.property, value))
    if (byKey.has(key)) {
      // Real documents repeat values (api.md 6.1); the first one is taken (A-BRV-7).
      findings.warning(
        'WORKFLOW_INVALID',
        `staticBranches[${index}].branchValue`,
        `The value "${value}" has a branch already, which is taken.`,
      )
    } else {
      byKey.set(key, {
        index,
        outcome: { kind: 'branched', edge: String(index), label: edges[index]?.label ?? '' },
      })
    }
  })
  return byKey
}

/** The branch value as the property would show it: `3.0` meets the number 3, an epoch its date. */
function comparable(property: Property | null, text: string): string {
  if (property === null || property.type === 'enumeration') return text
  const result = toCanonical(property, text)
  return (result.ok ? toWire(property, result.value) : null) ?? text
}

/** A-BRV-8: free text in any case, everything else exactly. */
function keyOfText(property: Property | null, text: string): string {
  const free =
    property === null || !['enumeration', 'number', 'bool', 'date', 'datetime'].includes(property.type)
  return free ? fold(text) : text
}
