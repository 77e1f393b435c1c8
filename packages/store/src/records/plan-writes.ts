// From patch rows to what each table is told: one walk, arrays filled for unnest, no object per property.
import {
  type CanonicalValue,
  type Chain,
  type ChangeSource,
  foldedCompanion,
  keyOf,
  type Property,
} from '@millrace/model'
import type { Definitions } from '../definitions/definitions.js'
import { type Creations, collectCreations } from './creations.js'
import { foldedForm } from './folded-form.js'
import type { FanoutRow } from './insert-fanout.js'
import type { PatchRow } from './patch-row.js'
import type { Side } from './side.js'

/** What the rows of one record that stands already do to it together. */
export interface Delta {
  readonly recordId: number
  /** undefined: to be looked up. */
  readonly place: string | undefined
  readonly expected: number
  version: number
  readonly hot: Side
  readonly cold: Side
}

export interface KeyChange {
  readonly objectTypeId: string
  readonly property: Property
  readonly recordId: number
  old: string | null
  new: string | null
}

export interface ChangeRows {
  readonly recordId: number[]
  readonly version: number[]
  readonly source: string[]
  readonly chain: string[]
  readonly patch: string[]
}

export interface PendingRows extends ChangeRows {
  readonly kind: string[]
}

export interface WritePlan {
  readonly creations: Creations
  /** Of records that stand, also of those among `creations` that are written again at once. */
  readonly deltas: Delta[]
  readonly changes: ChangeRows
  readonly pending: PendingRows
  /** Records whose write others' filters read through associations. */
  readonly fanout: Map<number, FanoutRow>
  readonly keys: Map<string, KeyChange>
  /** Records whose mark of deletion changes. */
  readonly deleted: number[]
  readonly restored: number[]
}

/** Rows of one record in ascending versions; records in any order. */
export function planWrites(definitions: Definitions, rows: readonly PatchRow[]): WritePlan {
  const { creations, add } = collectCreations(definitions)
  const plan: WritePlan = {
    creations,
    deltas: [],
    changes: { recordId: [], version: [], source: [], chain: [], patch: [] },
    pending: { recordId: [], version: [], source: [], chain: [], patch: [], kind: [] },
    fanout: new Map(),
    keys: new Map(),
    deleted: [],
    restored: [],
  }
  const json = { source: jsonOnce<ChangeSource>(), chain: jsonOnce<Chain>() }
  let delta: Delta | undefined
  for (const row of inOrder(rows)) {
    if (row.kind === 'created') {
      add(row, row.patch, (name) => row.patch[name]?.[1])
      planCreation(definitions, plan, row, json)
      continue
    }
    if (delta?.recordId !== row.recordId) {
      delta = newDelta(row)
      plan.deltas.push(delta)
    }
    delta.version = row.version
    planRow(definitions, plan, delta, row, json)
  }
  return plan
}

/** Rows that follow one another often share a cause: see `jsonOnce`. */
interface CauseJson {
  source(cause: ChangeSource): string
  chain(cause: Chain): string
}

/** What a creation does beside its own rows: keys, and news for those who read it through associations. */
function planCreation(definitions: Definitions, plan: WritePlan, row: PatchRow, json: CauseJson): void {
  const { objectTypeId, recordId } = row
  const elsewhere = definitions.watchedByAssociation(objectTypeId)
  const properties = definitions.catalogue.properties.get(objectTypeId)
  let readElsewhere = false
  for (const name in row.patch) {
    if (elsewhere.has(name)) readElsewhere = true
    const property = properties?.get(name)
    if (property?.keyed) planKey(plan.keys, row, property, null, row.patch[name]?.[1] ?? null)
  }
  if (readElsewhere)
    plan.fanout.set(recordId, { hops: definitions.hopsToReaders(objectTypeId), chain: json.chain(row.chain) })
}

function newDelta(row: PatchRow): Delta {
  return {
    recordId: row.recordId,
    place: row.place,
    expected: row.version - 1,
    version: row.version,
    hot: new Map(),
    cold: new Map(),
  }
}

function planRow(
  definitions: Definitions,
  plan: WritePlan,
  delta: Delta,
  row: PatchRow,
  json: CauseJson,
): void {
  const { objectTypeId, recordId } = row
  const watched = definitions.watched(objectTypeId)
  const elsewhere = definitions.watchedByAssociation(objectTypeId)
  const properties = definitions.catalogue.properties.get(objectTypeId)
  let patch = ''
  let read = ''
  let readElsewhere = false
  for (const name in row.patch) {
    const pair = row.patch[name]
    if (!pair) continue
    const [before, after] = pair
    const value = JSON.stringify(after)
    const member = `"${name}":[${before === null ? 'null' : JSON.stringify(before)},${value}]`
    patch = patch === '' ? member : `${patch},${member}`
    const folded = foldedForm(after)
    if (folded !== null) patch += `,"${foldedCompanion(name)}":[null,${JSON.stringify(folded)}]`
    if (watched.has(name)) read = read === '' ? member : `${read},${member}`
    if (elsewhere.has(name)) readElsewhere = true
    const property = properties?.get(name)
    place(delta, property, name, before, after, value, folded)
    if (property?.keyed) planKey(plan.keys, row, property, before, after)
  }
  const source = json.source(row.source)
  const chain = json.chain(row.chain)
  push(plan.changes, row, source, chain, `{${patch}}`)
  if (read !== '' || isNews(definitions, row)) {
    push(plan.pending, row, source, chain, `{${read}}`)
    plan.pending.kind.push(row.kind)
  }
  if (readElsewhere || changesStanding(definitions, row))
    plan.fanout.set(recordId, { hops: definitions.hopsToReaders(objectTypeId), chain })
  if (row.kind === 'deleted') plan.deleted.push(recordId)
  if (row.kind === 'restored') plan.restored.push(recordId)
}

function push(rows: ChangeRows, row: PatchRow, source: string, chain: string, patch: string): void {
  rows.recordId.push(row.recordId)
  rows.version.push(row.version)
  rows.source.push(source)
  rows.chain.push(chain)
  rows.patch.push(patch)
}

/**
 * Puts the value where its property lives. While it moves, the hot copy is the one that counts, so it is written there and
 * its cold copy goes: cleared later, the value must not come back from the cold side.
 */
function place(
  delta: Delta,
  property: Property | undefined,
  name: string,
  before: CanonicalValue | null,
  after: CanonicalValue | null,
  value: string,
  folded: string | null,
): void {
  const placement = property?.placement ?? 'cold'
  const side = placement === 'cold' ? delta.cold : delta.hot
  const other = placement === 'moving' ? delta.cold : undefined
  side.set(name, after === null ? null : value)
  other?.set(name, null)
  if (folded === null && foldedForm(before) === null) return
  side.set(foldedCompanion(name), folded === null ? null : JSON.stringify(folded))
  other?.set(foldedCompanion(name), null)
}

function planKey(
  keys: Map<string, KeyChange>,
  { objectTypeId, recordId }: PatchRow,
  property: Property,
  before: CanonicalValue | null,
  after: CanonicalValue | null,
): void {
  const id = `${recordId} ${property.id}`
  const known = keys.get(id)
  const key = after === null ? null : keyOf(after)
  if (known) known.new = key
  else
    keys.set(id, { objectTypeId, property, recordId, old: before === null ? null : keyOf(before), new: key })
}

/** A write that changes what filters of this type see without naming a property they read. */
function isNews(definitions: Definitions, { kind, objectTypeId }: PatchRow): boolean {
  if (kind === 'changed') return false
  if (kind === 'associated') return definitions.watchesAssociations(objectTypeId)
  if (kind === 'listed') return definitions.watchesLists(objectTypeId)
  return definitions.isWatched(objectTypeId)
}

/** The same, for filters of others that reach this record. */
function changesStanding(definitions: Definitions, { kind, objectTypeId }: PatchRow): boolean {
  if (kind === 'listed') return definitions.watchesListsByAssociation(objectTypeId)
  return kind !== 'changed' && definitions.readThroughAssociation(objectTypeId)
}

/** Rows that follow one another often share a cause: a batch all of them, a wave those of one record. */
function jsonOnce<Cause extends ChangeSource | Chain>(): (cause: Cause) => string {
  let last: Cause | undefined
  let text = ''
  return (cause) => {
    if (cause !== last) text = JSON.stringify(cause)
    last = cause
    return text
  }
}

function inOrder(rows: readonly PatchRow[]): readonly PatchRow[] {
  for (let i = 1; i < rows.length; i++) {
    const [a, b] = [rows[i - 1], rows[i]]
    if (a && b && byVersion(a, b) > 0) return [...rows].sort(byVersion)
  }
  return rows
}

function byVersion(a: PatchRow, b: PatchRow): number {
  return a.recordId - b.recordId || a.version - b.version
}
