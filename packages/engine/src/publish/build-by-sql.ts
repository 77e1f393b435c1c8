import {
  anyOf,
  decidedNow,
  definitionsOf,
  enrollExisting,
  insertBaseline,
  notEnteredSince,
  type Transaction,
} from '@millrace/store'
import type { Engine } from '../engine.js'
import { noteStanding } from '../evaluate/note-standing.js'
import { isPlanted } from '../faults.js'
import { unenrollRecords } from '../leave/unenroll-records.js'
import type { Chunk } from './chunk.js'

/**
 * A chunk of a filter on the records' own values, decided by the database: whoever matches enters, or is remembered as
 * having matched at turn-on. Returns how many entered.
 */
export async function buildBySql(engine: Engine, tx: Transaction, chunk: Chunk): Promise<number> {
  const { workflow, publication, now } = chunk
  const { trigger, workflowId, revisionId, startActionId } = workflow.compiled
  if (trigger.kind !== 'filter') return 0
  const filter = trigger.filter.toSql(now)
  // The planted defect takes the present state of everybody, also of those whose changes are still to be evaluated.
  const epoch = isPlanted(engine.faults, 'one-statement-build') ? null : publication.epoch
  const condition = decidedNow(filter.condition, epoch, chunk)
  if (!publication.enrollExisting) {
    await insertBaseline(tx, workflowId, chunk, { ...filter, condition })
    return 0
  }
  const guards = [workflow.compiled.suppression, workflow.compiled.goal].flatMap((guard) =>
    guard ? [guard.toSql(now)] : [],
  )
  const { unenrollFromOthers: others } = workflow.compiled
  const definitions = await definitionsOf(tx)
  const { enrolled, recordIds } = await enrollExisting(
    tx,
    chunk,
    {
      workflowId,
      revisionId,
      startActionId,
      publicationId: publication.id,
      lane: 'bulk',
      reEnroll: trigger.reEnroll,
      condition: notEnteredSince(condition, publication, chunk),
      needsCold: [filter, ...guards].some(({ needsCold }) => needsCold),
      namesEntered: others !== 'none' || definitions.isWorkflowRead(workflowId),
      ...(guards.length > 0 && { except: anyOf(guards.map((guard) => guard.condition)) }),
    },
    now,
  )
  const standing = recordIds.map((recordId) => ({ workflowId, recordId }))
  await noteStanding(tx, definitions, standing, now)
  if (others === 'none') return enrolled
  // W-UNE-7: whoever enters leaves the others.
  const leaving = { reason: 'enrolled_in_other_workflow', exceptWorkflowId: workflowId } as const
  const named = typeof others === 'string' ? leaving : { ...leaving, workflowIds: others }
  await unenrollRecords(tx, definitions, recordIds, named, now)
  return enrolled
}
