// One action on some records, prepared and run as the engine does it.
import type { Catalogue } from '@millrace/model'
import type { Action, PrepareContext } from '../action.js'
import type { ActionNode } from '../action-node.js'
import type { LiveRecord } from '../crm.js'
import type { Outcome } from '../outcome.js'
import type { PrepareResult } from '../prepared.js'
import { memoryCatalogue } from './memory-catalogue.js'
import { type ActionOutputs, type MemoryCrm, memoryMember } from './memory-crm.js'

export function prepareContext(
  objectTypeId = '0-1',
  timeZone = memoryCatalogue.timeZone,
  catalogue: Catalogue = memoryCatalogue,
): PrepareContext {
  const filters = {
    catalogue,
    objectTypeId,
    timeZone,
    negativeMatchesEmpty: objectTypeId === '0-1',
  }
  return { catalogue, objectTypeId, filters, timeZone }
}

/** Everything wrong with a node, as `CODE field`. */
export function issuesOf(result: PrepareResult): string[] {
  const problems = result.ok ? (result.issues ?? []) : result.problems
  return problems.map((problem) => `${problem.code} ${problem.field}`)
}

export async function runAction(
  action: Action,
  node: ActionNode,
  records: readonly LiveRecord[],
  crm: MemoryCrm,
  outputs: ActionOutputs = {},
): Promise<readonly Outcome[]> {
  const result = action.prepare(node, prepareContext(records[0]?.objectTypeId, crm.timeZone, crm.catalogue))
  if (!result.ok) throw result.problems[0]
  return result.prepared.run(
    records.map((record) => memoryMember(record, outputs)),
    crm,
  )
}
