// The second moment of an active list: the records that existed when it got its filter are looked at by id, in
// transactions that lock them and store how far they came (engine.md 3). Evaluators leave alone what is ahead.
import {
  advanceListBuild,
  chunkIds,
  claimListBuild,
  type Definitions,
  definitionsOf,
  joinLists,
  type ListBuild,
  type LiveList,
  leaveLists,
  loadRecords,
  lockChunk,
  type Member,
  matchingRecords,
  membersInRange,
  noteListed,
  readClock,
  regroupMembers,
  stopListBuild,
  type Transaction,
} from '@millrace/store'
import type { Engine } from '../engine.js'
import { setClocks } from '../evaluate/next-wakeup.js'
import { isPlanted, reach } from '../faults.js'
import { idle, type Progress } from '../progress.js'
import { moves, systemCause } from './moves.js'

/** Records of one transaction; a join that somebody reads writes a version, which costs more (engine.md 3: at most 10,000). */
const chunkUnread = 10_000
const chunkRead = 2000

/** Looks at the next records for the oldest list that is being built. */
export async function buildList(engine: Engine, accountId: number): Promise<Progress> {
  const progress = await engine.db.withAccount(
    accountId,
    'shared',
    async (tx) => {
      const build = await claimListBuild(tx)
      if (!build) return idle
      const definitions = await definitionsOf(tx)
      const list = definitions.lists.get(build.listId)
      if (list) return buildChunk(engine, tx, definitions, list, build)
      await stopListBuild(tx, build.listId)
      return { claimed: 1, more: true, nextAt: null }
    },
    { wholeSets: true },
  )
  await reach(engine.faults, 'build-list:after-commit')
  return progress
}

interface Range {
  readonly objectTypeId: string
  readonly after: number
  readonly to: number
}

async function buildChunk(
  engine: Engine,
  tx: Transaction,
  definitions: Definitions,
  list: LiveList,
  { cursor, lastRecordId }: ListBuild,
): Promise<Progress> {
  const { listId, objectTypeId, filter } = list
  const size = definitions.isListRead(listId) || filter.reads.clock ? chunkRead : chunkUnread
  const { records, to } = isPlanted(engine.faults, 'one-statement-build')
    ? { records: 0, to: lastRecordId }
    : await lockChunk(tx, objectTypeId, cursor, lastRecordId, size)
  await reach(engine.faults, 'build-list:locked')
  const now = await readClock(tx)
  const range = { objectTypeId, after: cursor, to }
  await setMembers(tx, definitions, list, range, now)
  await reach(engine.faults, 'build-list:written')
  if (filter.reads.clock)
    await setClocks(tx, definitions, objectTypeId, await chunkIds(tx, objectTypeId, cursor, to), now)
  if (records === 0 || to >= lastRecordId) await stopListBuild(tx, listId)
  else await advanceListBuild(tx, listId, to)
  await reach(engine.faults, 'build-list:before-commit')
  return { claimed: Math.max(records, 1), more: true, nextAt: null }
}

async function setMembers(
  tx: Transaction,
  definitions: Definitions,
  list: LiveList,
  range: Range,
  now: number,
): Promise<void> {
  const { listId } = list
  const was = new Map((await membersInRange(tx, listId, range)).map((member) => [member.recordId, member]))
  const is = await matching(tx, definitions, list, range, now)
  const stay = new Set(is.map(({ recordId }) => recordId))
  const joined = await joinLists(
    tx,
    is.filter(({ recordId }) => !was.has(recordId)),
    now,
  )
  const left = await leaveLists(
    tx,
    [...was.values()].filter(({ recordId }) => !stay.has(recordId)),
  )
  await regroupMembers(
    tx,
    is.filter(({ recordId, matchedGroup }) => {
      const known = was.get(recordId)
      return known !== undefined && known.matchedGroup !== matchedGroup
    }),
  )
  // Where nobody asks for the list, nobody has to be told: a million first members write no million versions.
  if (!definitions.isListRead(listId)) return
  await noteListed(tx, definitions, { lane: 'bulk', at: now }, [
    ...moves(left, 'leave', systemCause),
    ...moves(joined, 'join', systemCause),
  ])
}

/** The database decides who matches; which group it was is decided in code. */
async function matching(
  tx: Transaction,
  definitions: Definitions,
  { listId, objectTypeId, filter }: LiveList,
  range: Range,
  now: number,
): Promise<Member[]> {
  const ids = await matchingRecords(tx, range, filter.toSql(now))
  const records = await loadRecords(tx, definitions, ids, filter.reads, new Set([objectTypeId]))
  return [...records.values()].flatMap((record) => {
    const matchedGroup = filter.matchedGroup(record, now)
    return matchedGroup === null ? [] : [{ listId, recordId: record.id, matchedGroup }]
  })
}
