// Who is in a snapshot is decided at one moment: a reading transaction sees that moment for as long as it takes, and short
// writing ones store page by page what it finds. A run that is cut off is begun anew, with a moment of its own.
import { randomUUID } from 'node:crypto'
import type { CompiledFilter } from '@millrace/filters'
import {
  compileListFilter,
  type Database,
  definitionsOf,
  holdSnapshotRun,
  hotOnly,
  isLiving,
  joinLists,
  type List,
  leaveLists,
  loadRecords,
  lockRecords,
  matchingRecords,
  membersInRange,
  noteListed,
  readClock,
  readLists,
  stopListBuild,
  type Transaction,
  takeSnapshotRun,
} from '@millrace/store'
import type { Engine } from '../engine.js'
import { reach } from '../faults.js'
import { idle, type Progress } from '../progress.js'
import { moves, systemCause } from './moves.js'

/** Records of one page; a join that somebody reads writes a version. */
const pageSize = 2000

/** Builds the oldest snapshot that nobody else is at. */
export async function buildSnapshot(engine: Engine, accountId: number): Promise<Progress> {
  const runId = randomUUID()
  const listId = await engine.db.withAccount(accountId, 'shared', (tx) => takeSnapshotRun(tx, runId, null))
  if (listId === undefined) return idle
  await runSnapshot({ engine, accountId, listId, runId })
  return { claimed: 1, more: true, nextAt: null }
}

/** Fills the list of a run that the caller has taken. */
export function runSnapshot(run: Run): Promise<void> {
  return run.engine.db.withAccount(run.accountId, 'read', (tx) => storeMoment(tx, run))
}

export interface Run {
  readonly engine: Pick<Engine, 'db' | 'faults'>
  readonly accountId: number
  readonly listId: number
  readonly runId: string
}

/** Walks who matches in the one moment that `tx` sees, and stores each page in a transaction of its own. */
async function storeMoment(tx: Transaction, run: Run): Promise<void> {
  const [list] = await readLists(tx, [run.listId])
  if (!list) return
  const filter = await filterOf(tx, list)
  const now = await readClock(tx)
  const { objectTypeId } = list
  for (let after = 0; ; ) {
    const range = { objectTypeId, after, to: Number.MAX_SAFE_INTEGER }
    const ids = filter ? await matchingRecords(tx, range, filter.toSql(now), pageSize) : []
    const last = ids.length < pageSize
    const to = last ? Number.MAX_SAFE_INTEGER : (ids.at(-1) ?? after)
    await reach(run.engine.faults, 'build-snapshot:page')
    const goesOn = await storePage(run.engine.db, run, { after, to }, ids)
    if (last || !goesOn) return
    after = to
  }
}

async function filterOf(tx: Transaction, list: List): Promise<CompiledFilter | null> {
  const outcome = compileListFilter((await definitionsOf(tx)).catalogue, list)
  return outcome.ok ? outcome.filter : null
}

/** Members of the page's range are those of the moment that still live. False: the run is somebody else's now. */
function storePage(
  db: Database,
  { accountId, listId, runId }: Run,
  range: { readonly after: number; readonly to: number },
  ids: readonly number[],
): Promise<boolean> {
  return db.withAccount(accountId, 'shared', async (tx) => {
    if (!(await holdSnapshotRun(tx, listId, runId))) return false
    const was = await membersInRange(tx, listId, range)
    const locked = await lockRecords(tx, [...new Set([...ids, ...was.map(({ recordId }) => recordId)])])
    const definitions = await definitionsOf(tx)
    const records = await loadRecords(tx, definitions, locked, hotOnly)
    const living = new Set([...records.values()].filter(isLiving).map(({ id }) => id))
    const is = new Set(ids.filter((id) => living.has(id)))
    const at = await readClock(tx)
    const joined = await joinLists(
      tx,
      [...is].map((recordId) => ({ listId, recordId, matchedGroup: null })),
      at,
    )
    const left = await leaveLists(
      tx,
      was.filter(({ recordId }) => !is.has(recordId)),
    )
    if (definitions.isListRead(listId)) {
      await noteListed(tx, definitions, { lane: 'bulk', at }, [
        ...moves(left, 'leave', systemCause),
        ...moves(joined, 'join', systemCause),
      ])
    }
    if (range.to === Number.MAX_SAFE_INTEGER) await stopListBuild(tx, listId)
    return true
  })
}
