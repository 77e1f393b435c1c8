import {
  advancePublication,
  chunkIds,
  claimPublication,
  type Definitions,
  definitionsOf,
  type LiveWorkflow,
  lockChunk,
  type Publication,
  readClock,
  type Transaction,
} from '@millrace/store'
import type { Engine } from '../engine.js'
import { setClocks } from '../evaluate/next-wakeup.js'
import { readsBeyondOwnValues } from '../evaluate/watching.js'
import { isPlanted, reach } from '../faults.js'
import { idle, type Progress } from '../progress.js'
import { buildByCode } from './build-by-code.js'
import { buildBySql } from './build-by-sql.js'
import { buildChanged } from './build-changed.js'
import type { Chunk } from './chunk.js'

/** Records of one transaction when the database decides them, and when code does (engine.md 3 allows 10,000). */
const chunkBySql = 10_000
const chunkByCode = 1000

/**
 * The second moment of publishing: looks at the next existing records by id, in a transaction that locks them and stores
 * how far it came. What counts is what they were at the turn-on: for the few that were changed since, that is found by
 * undoing, here or, ahead of the build, by the evaluator.
 */
export async function build(engine: Engine, accountId: number): Promise<Progress> {
  const { progress, enrolled } = await engine.db.withAccount(
    accountId,
    'shared',
    async (tx) => {
      const publication = await claimPublication(tx)
      if (!publication) return { progress: idle, enrolled: 0 }
      const definitions = await definitionsOf(tx)
      const workflow = definitions.workflows.get(publication.workflowId)
      if (!workflow) throw new Error(`publication ${publication.id} runs for a workflow that is not there`)
      return buildChunk(engine, tx, definitions, publication, workflow)
    },
    { wholeSets: true },
  )
  await reach(engine.faults, 'build:after-commit')
  if (enrolled > 0) engine.waker.wake(accountId, 'bulk')
  return progress
}

async function buildChunk(
  engine: Engine,
  tx: Transaction,
  definitions: Definitions,
  publication: Publication,
  workflow: LiveWorkflow,
): Promise<{ progress: Progress; enrolled: number }> {
  const { trigger, objectTypeId } = workflow.compiled
  const bySql = trigger.kind !== 'filter' || !readsBeyondOwnValues(trigger.filter.reads)
  const after = publication.cursor ?? 0
  const { records, to } = isPlanted(engine.faults, 'one-statement-build')
    ? { records: 0, to: publication.lastRecordId }
    : await lockChunk(tx, objectTypeId, after, publication.lastRecordId, bySql ? chunkBySql : chunkByCode)
  await reach(engine.faults, 'build:locked')
  const chunk: Chunk = { publication, workflow, objectTypeId, after, to, now: await readClock(tx) }
  const enrolled = bySql
    ? (await buildBySql(engine, tx, chunk)) + (await buildChanged(tx, definitions, chunk))
    : await buildByCode(tx, definitions, chunk)
  if (workflow.compiled.watches.clock) {
    const ids = await chunkIds(tx, objectTypeId, chunk.after, chunk.to)
    await setClocks(tx, definitions, objectTypeId, ids, chunk.now)
  }
  const done = to >= publication.lastRecordId || records === 0
  await advancePublication(tx, publication.id, done ? null : to, enrolled)
  await reach(engine.faults, 'build:before-commit')
  return { progress: { claimed: Math.max(records, 1), more: true, nextAt: null }, enrolled }
}
