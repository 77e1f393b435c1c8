// A CSV file into records: survey → properties → rows, in batches that each commit. Run again after an interruption it finds
// by the unique key what is there already and goes on.
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { findObjectType, type ObjectType, Problem } from '@millrace/model'
import {
  createProperties,
  type Database,
  definitionsOf,
  type NewProperty,
  startImport,
  type Transaction,
  updateProperty,
} from '@millrace/store'
import { type AcceptedRow, batchesOf, batchWriter } from './batches.js'
import type { Mapping } from './mapping.js'
import { type PropertyPlan, planProperties } from './plan-properties.js'
import type { Progress } from './progress.js'
import { readCsv } from './read-csv.js'
import { collectRejects, type RejectedRow, type Rejects } from './reject-file.js'
import { type RowReader, rowReader } from './row-values.js'
import { type Survey, surveyFile } from './survey.js'

/** Batches that are written side by side. */
const connections = 2

export interface ImportRequest {
  readonly accountId: number
  readonly path: string
  readonly objectType: string
  readonly mapping: Mapping
  /** Reads and checks everything, writes nothing. */
  readonly dryRun: boolean
  /** Where rejected rows go, with line and reason. */
  readonly rejects?: string | undefined
}

export interface ImportReport {
  readonly importId: number | null
  readonly rows: number
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly rejected: number
  readonly firstRejected: readonly RejectedRow[]
  readonly made: readonly NewProperty[]
  /** Columns of the file that the mapping leaves out. */
  readonly ignored: readonly string[]
}

export async function importFile(
  db: Database,
  request: ImportRequest,
  progress: Progress,
): Promise<ImportReport> {
  const { path, mapping } = request
  const { size } = await stat(path)
  const survey = await surveyFile(path, mapping, (bytes) => progress.show('Reading  ', bytes, size))
  const { type, plan, timeZone } = await prepare(db, request, survey)
  const reader = rowReader(mapping, survey.header, plan.property, timeZone)
  const rejects = await collectRejects(request.rejects, survey.header)
  try {
    const counts = request.dryRun
      ? await checkRows(path, reader, rejects)
      : await writeRows(db, request, type, reader, rejects, (rows) =>
          progress.show('Importing', rows, survey.rows),
        )
    return { ...counts, ...summary(survey, mapping, plan, rejects) }
  } finally {
    progress.end()
    await rejects.close()
  }
}

function summary(survey: Survey, mapping: Mapping, plan: PropertyPlan, rejects: Rejects) {
  const used = JSON.stringify(Object.values(mapping.derive))
  return {
    rows: survey.rows,
    rejected: rejects.count,
    firstRejected: rejects.first,
    made: plan.make,
    ignored: survey.header.filter(
      (name) => !Object.hasOwn(mapping.columns, name) && !used.includes(`{${name}}`),
    ),
  }
}

/** Plans the properties and, except in a dry run, makes them: under the lock that keeps every writer's schema current. */
async function prepare(db: Database, request: ImportRequest, survey: Survey) {
  const planned = await db.withAccount(request.accountId, 'read', (tx) => plan(tx, request, survey))
  if (request.dryRun || planned.plan.make.length + planned.plan.widen.length === 0) return planned
  return db.withAccount(request.accountId, 'exclusive', async (tx) => {
    const current = await plan(tx, request, survey)
    await makeProperties(tx, current.type, current.plan)
    return current
  })
}

async function plan(tx: Transaction, { objectType, mapping }: ImportRequest, survey: Survey) {
  const definitions = await definitionsOf(tx)
  const type = findObjectType(definitions.catalogue, objectType)
  if (!type) throw new Problem('OBJECT_TYPE_NOT_FOUND', `There is no object type "${objectType}".`)
  if (findObjectType(definitions.catalogue, mapping.objectType)?.id !== type.id)
    throw new Problem('MAPPING_INVALID', `The mapping is for ${mapping.objectType}, not for ${objectType}.`, {
      field: 'objectType',
    })
  const plan = planProperties(definitions, type, mapping, survey)
  if (!plan.property(mapping.uniqueKey).hasUniqueValue)
    throw new Problem('MAPPING_INVALID', `The property "${mapping.uniqueKey}" is not unique.`, {
      field: 'uniqueKey',
    })
  return { type, plan, timeZone: definitions.catalogue.timeZone }
}

async function makeProperties(
  tx: Transaction,
  type: ObjectType,
  { make, widen }: PropertyPlan,
): Promise<void> {
  const definitions = await definitionsOf(tx)
  for (const result of await createProperties(tx, definitions, type.id, make))
    if (!result.ok) throw result.problem
  for (const { name, options } of widen) await updateProperty(tx, definitions, type.id, name, { options })
}

interface Counts {
  readonly importId: number | null
  readonly created: number
  readonly updated: number
  readonly unchanged: number
}

async function checkRows(path: string, reader: RowReader, rejects: Rejects): Promise<Counts> {
  for await (const _ of acceptedRows(path, reader, rejects));
  return { importId: null, created: 0, updated: 0, unchanged: 0 }
}

async function* acceptedRows(path: string, reader: RowReader, rejects: Rejects): AsyncGenerator<AcceptedRow> {
  let isHeader = true
  for await (const row of readCsv(path)) {
    if (isHeader) {
      isHeader = false
      continue
    }
    const read = reader.read(row)
    if (read.ok) yield { line: row.line, cells: row.cells, values: read.values }
    else await rejects.add({ line: row.line, reason: read.reason }, row.cells)
  }
}

async function writeRows(
  db: Database,
  { accountId, path, mapping }: ImportRequest,
  type: ObjectType,
  reader: RowReader,
  rejects: Rejects,
  onRows: (rows: number) => void,
): Promise<Counts> {
  const importId = await db.withAccount(accountId, 'shared', (tx) => startImport(tx, type.id, basename(path)))
  const place = { accountId, importId, objectTypeId: type.id, uniqueKey: mapping.uniqueKey }
  const writer = batchWriter(db, place, rejects)
  const writing: Writing[] = []
  for await (const { rows, keys } of batchesOf(acceptedRows(path, reader, rejects), mapping.uniqueKey)) {
    // While the database writes, the next rows are read; two rows of one record keep the order of the file.
    while (writing.length === connections || writing.some((earlier) => meet(earlier.keys, keys))) {
      await writing.shift()?.done
      onRows(writer.done)
    }
    const done = writer.write(rows)
    done.catch(() => {})
    writing.push({ keys, done })
  }
  for (const { done } of writing) await done
  await writer.finish()
  return { importId, created: writer.created, updated: writer.updated, unchanged: writer.unchanged }
}

interface Writing {
  readonly keys: ReadonlySet<string>
  readonly done: Promise<void>
}

function meet(earlier: ReadonlySet<string>, later: ReadonlySet<string>): boolean {
  for (const key of later) if (earlier.has(key)) return true
  return false
}
