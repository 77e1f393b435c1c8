// Who is in an active list: what is true now is compared with what is stored, after commit, under the record's lock, in
// new statements (engine.md 3). A join or a leave is a version of the record, so that whatever asks for the list looks again.
import { mergeReads } from '@millrace/filters'
import type { Lane } from '@millrace/model'
import {
  type Definitions,
  isLiving,
  joinLists,
  type Listed,
  type LiveList,
  leaveLists,
  loadRecords,
  type Member,
  type Membership,
  noteListed,
  readMembers,
  regroupMembers,
  type StoredRecord,
  type Transaction,
} from '@millrace/store'
import type { Building } from '../evaluate/building.js'
import { groupBy } from '../evaluate/group-by.js'
import { isAskedFor, type LookAt } from '../evaluate/look.js'
import { listsWatching, readersOf, type Watching } from '../evaluate/watching.js'
import { membershipKey } from './membership-key.js'
import { moves, systemCause } from './moves.js'

export interface ListsKept {
  /** Records whose standing in some list was asked. */
  readonly asked: readonly number[]
  /** Lanes in which a join or a leave waits for whoever reads the list. */
  readonly lanes: ReadonlySet<Lane>
}

interface Asked {
  readonly look: LookAt
  readonly lists: readonly LiveList[]
}

interface Differences {
  readonly joined: Member[]
  readonly left: Membership[]
  readonly regrouped: Member[]
}

/** Brings the active lists in line with what these locked records are now. */
export async function keepLists(
  tx: Transaction,
  definitions: Definitions,
  looks: readonly LookAt[],
  building: Building,
  now: number,
): Promise<ListsKept> {
  const asked = looks.flatMap((look): Asked[] => {
    const lists = listsToAsk(definitions, look)
    return lists.length > 0 ? [{ look, lists }] : []
  })
  if (asked.length === 0) return { asked: [], lanes: new Set() }
  const records = await loadFor(tx, definitions, asked)
  const differences = await compareAll(tx, asked, records, building, now)
  const joined = await joinLists(tx, differences.joined, now)
  const left = await leaveLists(tx, differences.left)
  const moved = [...moves(left, 'leave', systemCause), ...moves(joined, 'join', systemCause)]
  await regroupMembers(tx, differences.regrouped)
  const lanes = await noteMoves(tx, definitions, asked, moved, now)
  return { asked: asked.map(({ look }) => look.recordId), lanes }
}

/** Records are not loaded yet, so their types are not known: a list of any type counts. */
function listsToAsk(definitions: Definitions, look: LookAt): LiveList[] {
  if (definitions.lists.size === 0) return []
  return [...definitions.catalogue.objectTypes.keys()].flatMap((type) => [
    ...listsOfLook(look, listsWatching(definitions, type)),
  ])
}

function listsOfLook(look: LookAt, watching: Watching<LiveList>): Iterable<LiveList> {
  const { changes } = look
  if (watching.all.length === 0 || isAskedFor(look)) return watching.beyondOwnValues
  return new Set(changes.flatMap((change) => [...readersOf(watching, change)]))
}

function loadFor(
  tx: Transaction,
  definitions: Definitions,
  asked: readonly Asked[],
): Promise<Map<number, StoredRecord>> {
  const lists = new Set(asked.flatMap(({ lists }) => lists))
  return loadRecords(
    tx,
    definitions,
    asked.map(({ look }) => look.recordId),
    mergeReads(...[...lists].map(({ filter }) => filter.reads)),
    new Set([...lists].map(({ objectTypeId }) => objectTypeId)),
  )
}

async function compareAll(
  tx: Transaction,
  asked: readonly Asked[],
  records: ReadonlyMap<number, StoredRecord>,
  building: Building,
  now: number,
): Promise<Differences> {
  const lists = new Set(asked.flatMap(({ lists }) => lists.map(({ listId }) => listId)))
  const members = new Map(
    (await readMembers(tx, [...records.keys()], [...lists])).map((member) => [membershipKey(member), member]),
  )
  const differences: Differences = { joined: [], left: [], regrouped: [] }
  for (const { look, lists } of asked) {
    const record = records.get(look.recordId)
    // Whoever is deleted or merged away left every list when that was written.
    if (!record || !isLiving(record)) continue
    for (const list of lists) {
      // Ahead of a build nothing is known to compare with: it will set what is true when it comes by.
      if (list.objectTypeId !== record.objectTypeId || building.isAheadOfList(list, record.id)) continue
      const { listId, filter } = list
      const member = { listId, recordId: record.id, matchedGroup: filter.matchedGroup(record, now) }
      compare(members.get(membershipKey(member)), member, differences)
    }
  }
  return differences
}

function compare(was: Member | undefined, is: Member, { joined, left, regrouped }: Differences): void {
  if (is.matchedGroup === null) {
    if (was) left.push(was)
  } else if (!was) joined.push(is)
  else if (was.matchedGroup !== is.matchedGroup) regrouped.push(is)
}

/** Each move takes over the lane and the chain of causes of the change it comes from. */
async function noteMoves(
  tx: Transaction,
  definitions: Definitions,
  asked: readonly Asked[],
  moved: readonly Listed[],
  now: number,
): Promise<ReadonlySet<Lane>> {
  const lanes = new Set<Lane>()
  if (moved.length === 0) return lanes
  const looks = new Map(asked.map(({ look }) => [look.recordId, look]))
  const causes = moved.flatMap((move) => {
    const look = looks.get(move.recordId)
    if (!look) return []
    const { lane, chain } = look.changes.at(-1) ?? look
    return [{ lane, listed: { ...move, chain } }]
  })
  for (const [lane, ofLane] of groupBy(causes, (cause) => cause.lane)) {
    await noteListed(
      tx,
      definitions,
      { lane, at: now },
      ofLane.map(({ listed }) => listed),
    )
    const isRead = ofLane.some(({ listed }) => definitions.isListRead(listed.listId))
    // Some wait for any list that a record joins.
    if (isRead || definitions.awaitsEvents) lanes.add(lane)
  }
  return lanes
}
