// Writes from outside a wave: API, import, forms. Lock, load, diff, keys, the one path.
import type { CanonicalValue, Chain, ChangeSource, Lane, Patch } from '@millrace/model'
import { misplacedStage, Problem, pipelinePair, sameValue } from '@millrace/model'
import { readClock } from '../clock/read-clock.js'
import type { Transaction } from '../database.js'
import type { Definitions } from '../definitions/definitions.js'
import { applyPatches } from './apply-patches.js'
import { claimKeys, type Refusal } from './claim-keys.js'
import { reserveRecordIds } from './insert-records.js'
import { hotOnly, loadRecords } from './load-records.js'
import { lockRecords } from './lock-records.js'
import type { PatchRow } from './patch-row.js'
import { isLiving, type StoredRecord } from './stored-record.js'

export type NewValues = Readonly<Record<string, CanonicalValue | null>>

export interface RecordWrite {
  readonly objectTypeId: string
  /** Absent: create. */
  readonly recordId?: number
  /** Canonical values, null clears. A function gets the locked record (null when created): for values that append. */
  readonly values: NewValues | ((current: StoredRecord | null) => NewValues)
  /** Properties the function may name; their current values are then loaded wherever they live. */
  readonly names?: readonly string[]
  readonly createdBy?: { readonly workflowId: number; readonly actionId: string }
  /** Where writes of one call have causes of their own: in place of the call's. */
  readonly cause?: { readonly source: ChangeSource; readonly chain: Chain }
}

export interface WriteMeta {
  readonly source: ChangeSource
  readonly chain: Chain
  readonly lane: Lane
  /** Epoch ms; when absent, the moment its records were locked. */
  readonly at?: number
}

/** Of a write whose moment is known. */
export interface DatedMeta extends WriteMeta {
  readonly at: number
}

export interface WrittenRecord {
  readonly recordId: number
  /** Unchanged when nothing differed (W-EVT-4). */
  readonly version: number
  readonly created: boolean
  readonly patch: Patch
  /** The record as it was under its lock; null when created. */
  readonly before: StoredRecord | null
  /** Moment of its newest write, epoch ms. */
  readonly at: number
}

export type WriteResult =
  | { readonly ok: true; readonly written: WrittenRecord }
  /** `existingId`: who holds the unique value, with UNIQUE_VALUE_TAKEN; `mergedInto`: who took the record in. */
  | {
      readonly ok: false
      readonly problem: Problem
      readonly existingId?: number
      readonly mergedInto?: number
    }

/** All writes or none: throws the first Problem, in order, and the caller rolls back. */
export async function writeRecords(
  tx: Transaction,
  definitions: Definitions,
  meta: WriteMeta,
  writes: readonly RecordWrite[],
): Promise<WrittenRecord[]> {
  const results = await tryWriteRecords(tx, definitions, meta, writes)
  return results.map((result) => {
    if (!result.ok) throw result.problem
    return result.written
  })
}

/** One result a write, in order; a refused write leaves nothing behind, the others stand (api.md 2.7; A-CRE-11). */
export async function tryWriteRecords(
  tx: Transaction,
  definitions: Definitions,
  meta: WriteMeta,
  writes: readonly RecordWrite[],
): Promise<WriteResult[]> {
  const results: WriteResult[] = []
  for (const round of roundsOf(writes)) {
    const outcomes = await writeRound(
      tx,
      definitions,
      meta,
      round.map(({ write }) => write),
    )
    outcomes.forEach((outcome, i) => {
      const place = round[i]?.place
      if (place !== undefined) results[place] = outcome
    })
  }
  return results
}

interface Placed {
  readonly place: number
  readonly write: RecordWrite
}

/** A record named twice is written twice, the second time on top of the first: each round names it once. */
function roundsOf(writes: readonly RecordWrite[]): Placed[][] {
  const rounds: Placed[][] = []
  const times = new Map<number, number>()
  writes.forEach((write, place) => {
    const round = write.recordId === undefined ? 0 : (times.get(write.recordId) ?? 0)
    if (write.recordId !== undefined) times.set(write.recordId, round + 1)
    const placed = rounds[round] ?? []
    rounds[round] = placed
    placed.push({ place, write })
  })
  return rounds
}

async function writeRound(
  tx: Transaction,
  definitions: Definitions,
  undated: WriteMeta,
  writes: readonly RecordWrite[],
): Promise<WriteResult[]> {
  const { current, lockedAt } = await lockAndLoad(tx, definitions, writes)
  const meta = { ...undated, at: undated.at ?? lockedAt }
  const newIds = await reserveRecordIds(tx, writes.filter(({ recordId }) => recordId === undefined).length)
  const drafts = writes.map((write): Draft | Refused =>
    write.recordId === undefined
      ? draftNew(definitions, write, newIds.shift() ?? 0, meta)
      : draftChange(definitions, write, write.recordId, current.get(write.recordId), meta),
  )
  const rows = drafts.flatMap((draft) => (!('row' in draft) || !draft.changes ? [] : [draft.row]))
  const refused = await claimKeys(tx, definitions, rows)
  await applyPatches(
    tx,
    definitions,
    rows.filter((row) => !refused.has(row)),
    { ...meta, uniqueClaimed: true },
  )
  return drafts.map((draft) => resultOf(draft, refused, current, meta.at))
}

function resultOf(
  draft: Draft | Refused,
  refused: ReadonlyMap<PatchRow, Refusal>,
  current: ReadonlyMap<number, StoredRecord>,
  now: number,
): WriteResult {
  if (!('row' in draft)) return { ok: false, ...draft }
  const refusal = refused.get(draft.row)
  if (refusal) return { ok: false, ...refusal }
  const { recordId, version, kind, patch } = draft.row
  const before = current.get(recordId) ?? null
  const at = draft.changes ? now : (before?.updatedAt ?? now)
  return { ok: true, written: { recordId, version, created: kind === 'created', patch, before, at } }
}

async function lockAndLoad(
  tx: Transaction,
  definitions: Definitions,
  writes: readonly RecordWrite[],
): Promise<Locked> {
  const ids = [...new Set(writes.flatMap(({ recordId }) => (recordId === undefined ? [] : [recordId])))]
  if (ids.length === 0) return { current: new Map(), lockedAt: tx.startedAt }
  // Statements of their own behind the lock (engine.md 3), but one way there and back. The clock as well: who waited for
  // the lock began before its holder wrote, and a record's versions stand in order of time.
  const [, current, lockedAt] = await Promise.all([
    lockRecords(tx, ids),
    loadRecords(tx, definitions, ids, { ...hotOnly, properties: namesIn(definitions, writes) }),
    readClock(tx),
  ])
  return { current, lockedAt }
}

interface Locked {
  readonly current: ReadonlyMap<number, StoredRecord>
  /** Epoch ms. */
  readonly lockedAt: number
}

function namesIn({ catalogue }: Definitions, writes: readonly RecordWrite[]): ReadonlySet<string> {
  const names = new Set<string>()
  for (const { recordId, objectTypeId, values, names: promised = [] } of writes) {
    if (recordId === undefined) continue
    const written = typeof values === 'function' ? promised : [...promised, ...Object.keys(values)]
    for (const name of written) names.add(name)
    // A stage is looked at together with its pipeline.
    const pair = pipelinePair(catalogue, objectTypeId)
    if (pair && written.some((name) => name === pair.pipeline || name === pair.stage))
      names.add(pair.pipeline).add(pair.stage)
  }
  return names
}

type Refused = Omit<Extract<WriteResult, { readonly ok: false }>, 'ok'>

interface Draft {
  readonly row: PatchRow
  /** False: the write says what is so already. */
  readonly changes: boolean
}

function draftChange(
  definitions: Definitions,
  write: RecordWrite,
  recordId: number,
  record: StoredRecord | undefined,
  meta: WriteMeta,
): Draft | Refused {
  if (record?.objectTypeId !== write.objectTypeId || !isLiving(record)) {
    const mergedInto = record?.mergedInto ?? null
    return { problem: notFound(recordId), ...(mergedInto !== null && { mergedInto }) }
  }
  const wanted = typeof write.values === 'function' ? write.values(record) : write.values
  const patch = differences(wanted, (name) => record.value(name) ?? null)
  const problem = misplacedBy(definitions, write.objectTypeId, patch, (name) => record.value(name))
  if (problem) return { problem }
  const changes = Object.keys(patch).length > 0
  const version = changes ? record.version + 1 : record.version
  const row = { ...patchRow(write, recordId, version, 'changed', patch, meta), place: record.place }
  return { row, changes }
}

function draftNew(
  definitions: Definitions,
  write: RecordWrite,
  id: number,
  meta: WriteMeta,
): Draft | Refused {
  const wanted = typeof write.values === 'function' ? write.values(null) : write.values
  const patch = differences(wanted, () => null)
  const problem = misplacedBy(definitions, write.objectTypeId, patch, () => undefined)
  if (problem) return { problem }
  return { row: patchRow(write, id, 1, 'created', patch, meta), changes: true }
}

/** A-SRV-6; asked of patches that move a record in a pipeline only. */
function misplacedBy(
  { catalogue }: Definitions,
  objectTypeId: string,
  patch: Patch,
  before: (name: string) => CanonicalValue | undefined,
): Problem | null {
  const pair = pipelinePair(catalogue, objectTypeId)
  if (!pair || !(Object.hasOwn(patch, pair.pipeline) || Object.hasOwn(patch, pair.stage))) return null
  return misplacedStage(catalogue, objectTypeId, (name) =>
    Object.hasOwn(patch, name) ? patch[name]?.[1] : before(name),
  )
}

function differences(wanted: NewValues, currentOf: (name: string) => CanonicalValue | null): Patch {
  const patch: Record<string, readonly [CanonicalValue | null, CanonicalValue | null]> = {}
  for (const [name, value] of Object.entries(wanted)) {
    const before = currentOf(name)
    if (!sameValue(before, value)) patch[name] = [before, value]
  }
  return patch
}

function patchRow(
  { objectTypeId, createdBy, cause }: RecordWrite,
  recordId: number,
  version: number,
  kind: PatchRow['kind'],
  patch: Patch,
  meta: WriteMeta,
): PatchRow {
  const { source, chain } = cause ?? meta
  return { recordId, objectTypeId, version, kind, source, chain, patch, ...(createdBy && { createdBy }) }
}

function notFound(recordId: number): Problem {
  return new Problem('RECORD_NOT_FOUND', `There is no record ${recordId} of this type.`, {
    context: { ids: [String(recordId)] },
  })
}
