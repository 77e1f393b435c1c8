import { type AssociationSpec, mostAssociatedRecords, type OneAssociated } from '@millrace/actions'
import { type AssociationRead, emptyReads } from '@millrace/filters'
import type { Catalogue } from '@millrace/model'
import {
  isLiving,
  liveRecordIds,
  loadRecords,
  lockRecords,
  needsCold,
  readAssociated,
  readOneAssociated,
  type Transaction,
} from '@millrace/store'
import { groupBy } from '../evaluate/group-by.js'
import type { WaveMember } from '../run/wave-member.js'
import type { WorkingRecord } from '../run/working-record.js'
import type { WaveScope } from './wave-scope.js'

/**
 * Records associated with each member's, or one of them, locked and taken into the wave. Locks are taken in id order and
 * never waited for: a record another wave holds puts its member off (null), who comes back when it is free.
 */
export async function lockAssociated(
  { tx, definitions, work }: WaveScope,
  objectTypeId: string,
  members: readonly WaveMember[],
  spec: AssociationSpec,
  one?: OneAssociated,
): Promise<ReadonlyMap<number, Associated>> {
  const path = pathOf(definitions.catalogue, objectTypeId, spec)
  if (!path) return new Map()
  const from = members.map(({ record }) => record.id)
  const all = await (one ? readOneAssociated(tx, from, path, one) : readAssociated(tx, from, path))
  const crowds = await crowdsIn(tx, path.objectTypeId, all)
  const pairs = crowds.size === 0 ? all : all.filter((pair) => !crowds.has(pair.from))
  const ids = [...new Set(pairs.map(({ to }) => to))]
  const missing = ids.filter((id) => !work.find(id))
  const locked = await lockRecords(tx, missing, { skipLocked: true })
  const properties = readOf(members, path.objectTypeId)
  // In the wave already, for another workflow that reads less of it.
  const partial = needsCold(definitions, properties, new Set([path.objectTypeId]))
    ? ids.filter((id) => work.find(id)?.stored.isWhole === false)
    : []
  const loaded = await loadRecords(tx, definitions, [...locked, ...partial], { ...emptyReads, properties })
  for (const record of loaded.values()) work.adopt(record)
  return new Map<number, Associated>([...byMember(pairs, (id) => work.find(id)), ...crowds])
}

/** Records; null: one of them is held elsewhere; or how many there are, where that is more than a step may touch. */
export type Associated = readonly WorkingRecord[] | number | null

interface Pair {
  readonly from: number
  readonly to: number
}

/** Who has more living associated records than a step may touch, and how many: none of them is locked or loaded. */
async function crowdsIn(
  tx: Transaction,
  objectTypeId: string,
  pairs: readonly Pair[],
): Promise<ReadonlyMap<number, number>> {
  if (pairs.length <= mostAssociatedRecords) return new Map()
  const large = [...groupBy(pairs, ({ from }) => from)].filter(([, of]) => of.length > mostAssociatedRecords)
  const crowds = new Map<number, number>()
  for (const [from, of] of large) {
    const ids = of.map(({ to }) => to)
    const { size } = await liveRecordIds(tx, objectTypeId, ids)
    if (size > mostAssociatedRecords) crowds.set(from, size)
  }
  return crowds
}

function byMember(
  pairs: readonly Pair[],
  find: (id: number) => WorkingRecord | undefined,
): ReadonlyMap<number, readonly WorkingRecord[] | null> {
  const found = new Map<number, WorkingRecord[] | null>()
  for (const { from, to } of pairs) {
    const records = found.get(from)
    if (records === null) continue
    const record = find(to)
    if (!record) found.set(from, null)
    else if (isLiving(record.stored)) {
      if (records) records.push(record)
      else found.set(from, [record])
    }
  }
  return found
}

function pathOf(
  catalogue: Catalogue,
  objectTypeId: string,
  spec: AssociationSpec,
): Omit<AssociationRead, 'reads'> | null {
  const type = catalogue.associationTypes.find(
    ({ category, typeId, fromObjectTypeId }) =>
      category === spec.category && typeId === spec.typeId && fromObjectTypeId === objectTypeId,
  )
  return type ? { objectTypeId: type.toObjectTypeId, category: type.category, typeId: type.typeId } : null
}

/** What any step of their workflow reads of associated records of this type: later steps use the same copy. */
export function readOf(members: readonly WaveMember[], objectTypeId: string): ReadonlySet<string> {
  const names = new Set<string>()
  for (const step of members[0]?.workflow.steps.values() ?? []) {
    for (const read of step.prepared.reads.associations) {
      if (read.objectTypeId === objectTypeId) for (const name of read.reads.properties) names.add(name)
    }
  }
  return names
}
