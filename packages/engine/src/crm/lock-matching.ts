import type { MatchRequest, Member } from '@millrace/actions'
import { emptyReads } from '@millrace/filters'
import type { Property } from '@millrace/model'
import { findMatching, loadRecords, lockRecords, type Matching } from '@millrace/store'
import { Postponed } from '../run/wave.js'
import type { WaveMember } from '../run/wave-member.js'
import type { WorkingRecord } from '../run/working-record.js'
import { readOf } from './lock-associated.js'
import type { WaveScope } from './wave-scope.js'

/** Records of one request, and how many there are in all. */
export interface LockedMatches {
  readonly records: readonly WorkingRecord[]
  readonly total: number
}

/** A-ASC-5. One more than is associated, in case the enrolled record matches itself. */
const most = 101

/**
 * Records that have a value, locked and taken into the wave: looked for, locked, and looked for again, since until then
 * anybody could change them. What another wave holds is not waited for; its member comes back.
 */
export async function lockMatching(
  scope: WaveScope,
  members: readonly WaveMember[],
  requests: readonly MatchRequest[],
): Promise<readonly LockedMatches[]> {
  const { tx, definitions, work } = scope
  const found = await findAll(scope, requests)
  const ids = [...new Set(found.flatMap((matching) => matching.ids))].filter((id) => !work.find(id))
  const locked = await lockRecords(tx, ids, { skipLocked: true })
  const mine = new Set(locked)
  const held = new Set(ids.filter((id) => !mine.has(id)))
  if (held.size > 0) throw new Postponed(...whoFound(held, found, requests))
  const properties = readOf(members, requests[0]?.property.objectTypeId ?? '')
  for (const record of (await loadRecords(tx, definitions, locked, { ...emptyReads, properties })).values())
    work.adopt(record)
  const again = ids.length === 0 ? found : await findAll(scope, requests)
  return again.map((matching, index) => matchesOf(scope, matching, requests[index]))
}

function whoFound(
  held: ReadonlySet<number>,
  found: readonly Matching[],
  requests: readonly MatchRequest[],
): Member[] {
  return requests.flatMap(({ member }, index) =>
    found[index]?.ids.some((id) => held.has(id)) ? [member] : [],
  )
}

async function findAll({ tx }: WaveScope, requests: readonly MatchRequest[]): Promise<Matching[]> {
  const found = new Map<Property, Awaited<ReturnType<typeof findMatching>>>()
  for (const property of new Set(requests.map((request) => request.property))) {
    const values = requests.filter((request) => request.property === property).map(({ value }) => value)
    found.set(property, await findMatching(tx, property, values, most))
  }
  return requests.map(({ property, value }) => found.get(property)?.get(value) ?? { ids: [], total: 0 })
}

function matchesOf(
  { work }: WaveScope,
  { ids, total }: Matching,
  request: MatchRequest | undefined,
): LockedMatches {
  const self = request?.member.record.id
  const others = ids.filter((id) => id !== self)
  return {
    records: others.slice(0, most - 1).flatMap((id) => work.find(id) ?? []),
    total: total - (ids.length - others.length),
  }
}
