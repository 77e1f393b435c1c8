import { decidedNow, definitionsOf, insertBaseline, notEnteredSince, type Transaction } from '@millrace/store'
import type { Engine } from '../engine.js'
import { enrollBySet } from '../enroll/enroll-by-set.js'
import { isPlanted } from '../faults.js'
import type { Chunk } from './chunk.js'

/**
 * A chunk of a filter on the records' own values, decided by the database: whoever matches enters, or is remembered as
 * having matched at turn-on. Returns how many entered.
 */
export async function buildBySql(engine: Engine, tx: Transaction, chunk: Chunk): Promise<number> {
  const { workflow, publication, now } = chunk
  const { trigger, workflowId } = workflow.compiled
  if (trigger.kind !== 'filter') return 0
  const filter = trigger.filter.toSql(now)
  // The planted defect takes the present state of everybody, also of those whose changes are still to be evaluated.
  const epoch = isPlanted(engine.faults, 'one-statement-build') ? null : publication.epoch
  const condition = decidedNow(filter.condition, epoch, chunk)
  if (!publication.enrollExisting) {
    await insertBaseline(tx, workflowId, chunk, { ...filter, condition })
    return 0
  }
  const { enrolled } = await enrollBySet(
    tx,
    await definitionsOf(tx),
    chunk,
    {
      workflow,
      condition: notEnteredSince(condition, publication, chunk),
      needsCold: filter.needsCold,
      source: { type: 'EXISTING', publicationId: publication.id },
      reEnroll: trigger.reEnroll,
      judgedAt: now,
    },
    now,
  )
  return enrolled
}
