// Creates, updates and upserts: every input becomes one write or one refusal, all in the request's transaction.
import { type ObjectType, Problem, parseId, refusalOf } from '@millrace/model'
import {
  type Definitions,
  lockRecords,
  RecordsMerged,
  type RecordWrite,
  type Transaction,
  tryWriteRecords,
  type WriteMeta,
  type WriteResult,
  type WrittenRecord,
} from '@millrace/store'
import {
  associateNew,
  associationsOf,
  followTargets,
  missingTargets,
  type NewAssociation,
} from './associate.js'
import { findNamed, uniquePropertyOf } from './find-named.js'
import type { WriteInput } from './read-inputs.js'
import { needsCurrent, readValues } from './read-values.js'
import { showWritten, type WireRecord } from './show.js'

export interface Written {
  readonly record: WireRecord
  readonly created: boolean
}

export type WriteOutcome = Written | Problem
export type Verb = 'create' | 'update' | 'upsert'

export interface Writer {
  readonly tx: Transaction
  readonly definitions: Definitions
  readonly type: ObjectType
  readonly meta: WriteMeta
  /** The id that stands for one: its own, or that of the record it was merged into. */
  readonly standing: (id: number) => number
}

interface Draft {
  readonly input: WriteInput
  readonly write: RecordWrite
  readonly associations: readonly NewAssociation[]
}

/** One outcome an input, in order; a refused input leaves nothing behind and does not hold up the others (api.md 2.7). */
export async function writeInputs(
  writer: Writer,
  verb: Verb,
  inputs: readonly WriteInput[],
): Promise<readonly WriteOutcome[]> {
  const ids = verb === 'create' ? [] : await identify(writer, inputs)
  const drafts = inputs.map((input, index) => refusalOf(() => draft(writer, verb, input, ids[index])))
  const all = drafts.flatMap((entry) => (entry instanceof Problem ? [] : entry.associations))
  const follow = await followTargets(writer.tx, all)
  const followed = drafts.map((entry) =>
    entry instanceof Problem ? entry : { ...entry, associations: follow(entry.associations) },
  )
  const missing = await missingTargets(writer.tx, follow(all))
  return settle(
    writer,
    followed.map((entry) => (entry instanceof Problem ? entry : (missing(entry.associations) ?? entry))),
  )
}

function draft(writer: Writer, verb: Verb, input: WriteInput, found: number | Problem | undefined): Draft {
  if (found instanceof Problem) throw found
  // An upsert may make what a unique value names; an id is never chosen by the caller.
  const mayCreate = verb === 'create' || (verb === 'upsert' && isNamed(input.idProperty))
  if (found === undefined && !mayCreate) throw notFound(input)
  const associations = associationsOf(writer.definitions, writer.type, input.associations)
  const write = found === undefined ? newRecord(writer, input) : changedRecord(writer, input, found)
  return { input, write, associations }
}

function newRecord({ definitions, type }: Writer, input: WriteInput): RecordWrite {
  const values = readValues(definitions, type.id, { ...identityOf(input), ...input.properties })
  for (const name of type.requiredProperties) {
    if (values[name] === undefined || values[name] === null) {
      throw new Problem('MISSING_FIELD', `${type.labels.singular} records need a value of "${name}".`, {
        field: name,
        context: { propertyName: [name] },
      })
    }
  }
  return { objectTypeId: type.id, values }
}

/** An upsert that creates writes the value it looked for. */
function identityOf({ id, idProperty }: WriteInput): Readonly<Record<string, unknown>> {
  return id !== undefined && isNamed(idProperty) ? { [idProperty]: id } : {}
}

function changedRecord(
  { definitions, type }: Writer,
  { properties }: WriteInput,
  recordId: number,
): RecordWrite {
  const values = readValues(definitions, type.id, properties)
  if (!needsCurrent(definitions, type.id, properties)) return { objectTypeId: type.id, recordId, values }
  return {
    objectTypeId: type.id,
    recordId,
    names: Object.keys(properties),
    values: (current) => readValues(definitions, type.id, properties, current ?? undefined),
  }
}

/** Record ids by what the inputs call them: an id, or the value of a unique property; one statement a property. */
async function identify(
  { tx, definitions, type, standing }: Writer,
  inputs: readonly WriteInput[],
): Promise<readonly (number | Problem | undefined)[]> {
  const ids: (number | Problem | undefined)[] = inputs.map(({ id, idProperty }) =>
    isNamed(idProperty) ? undefined : parseId(id),
  )
  const names = new Set(inputs.flatMap(({ idProperty }) => (isNamed(idProperty) ? [idProperty] : [])))
  for (const name of names) {
    const places = [...inputs.keys()].filter((place) => inputs[place]?.idProperty === name)
    const texts = places.map((place) => inputs[place]?.id ?? '')
    const property = refusalOf(() => uniquePropertyOf(definitions, type, name))
    const found = property instanceof Problem ? [] : await findNamed(tx, property, texts)
    for (const [index, place] of places.entries())
      ids[place] = property instanceof Problem ? property : found[index]
  }
  return ids.map((id) => (typeof id === 'number' ? standing(id) : id))
}

function isNamed(idProperty: string | undefined): idProperty is string {
  return idProperty !== undefined && idProperty !== 'hs_object_id'
}

/** Changed records that are associated as well: both ends in one order of ids, before either is written (engine.md 1). */
async function lockTogether({ tx }: Writer, drafts: readonly Draft[]): Promise<void> {
  const ids = drafts.flatMap(({ write, associations }) => [
    ...(write.recordId === undefined ? [] : [write.recordId]),
    ...associations.map(({ toId }) => toId),
  ])
  const both = drafts.some(
    ({ write, associations }) => write.recordId !== undefined && associations.length > 0,
  )
  if (both) await lockRecords(tx, [...new Set(ids)])
}

async function settle(
  writer: Writer,
  drafts: readonly (Draft | Problem)[],
): Promise<readonly WriteOutcome[]> {
  const accepted = drafts.flatMap((entry) => (entry instanceof Problem ? [] : [entry]))
  await lockTogether(writer, accepted)
  const results = await tryWriteRecords(
    writer.tx,
    writer.definitions,
    writer.meta,
    accepted.map(({ write }) => write),
  )
  refuseMerged(accepted, results)
  const outcomes = new Map<Draft, WriteOutcome>()
  const made: { recordId: number; associations: readonly NewAssociation[] }[] = []
  for (const [index, entry] of accepted.entries()) {
    const result = results[index]
    if (!result) throw new Error('a write came back without a result')
    outcomes.set(entry, result.ok ? shown(writer, entry, result.written) : result.problem)
    if (result.ok) made.push({ recordId: result.written.recordId, associations: entry.associations })
  }
  await associateNew(writer.tx, writer.definitions, writer.meta, made)
  return drafts.map((entry) => {
    const outcome = entry instanceof Problem ? entry : outcomes.get(entry)
    if (!outcome) throw new Error('an input came back without an outcome')
    return outcome
  })
}

/** Found merged only under their locks, which come too late for those of their survivors: the caller begins again. */
function refuseMerged(drafts: readonly Draft[], results: readonly WriteResult[]): void {
  const survivors = new Map<number, number>()
  for (const [index, result] of results.entries()) {
    const { recordId } = drafts[index]?.write ?? {}
    if (!result.ok && result.mergedInto !== undefined && recordId !== undefined)
      survivors.set(recordId, result.mergedInto)
  }
  if (survivors.size > 0) throw new RecordsMerged(survivors)
}

function shown({ definitions, type }: Writer, { input, write }: Draft, written: WrittenRecord): Written {
  const names = Object.keys(input.properties)
  const known = typeof write.values === 'function' ? {} : write.values
  const record = showWritten(
    definitions,
    {
      id: written.recordId,
      objectTypeId: type.id,
      createdAt: written.before?.createdAt ?? written.at,
      updatedAt: written.at,
    },
    (name) =>
      Object.hasOwn(written.patch, name)
        ? written.patch[name]?.[1]
        : (known[name] ?? written.before?.value(name)),
    written.created ? Object.keys(written.patch) : names,
  )
  const { objectWriteTraceId: trace } = input
  return {
    record: trace === undefined ? record : { ...record, objectWriteTraceId: trace },
    created: written.created,
  }
}

function notFound({ id, idProperty }: WriteInput): Problem {
  const name = `${idProperty === undefined ? '' : `with ${idProperty} `}${id ?? ''}`.slice(0, 200)
  return new Problem('RECORD_NOT_FOUND', `There is no record ${name} of this type.`, {
    context: { ids: [String(id).slice(0, 200)] },
  })
}
