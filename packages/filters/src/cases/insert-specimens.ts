// Specimens as rows of the store: what `toSql` is asked about. The schema is the store's; these tests only borrow it.
import { type CanonicalValue, fold, foldedCompanion, type Placement } from '@millrace/model'
import sql, { type Sql } from 'sql-template-tag'
import type { ValueSeen } from '../compiled.js'
import type { AssociatedSpecimen, Specimen } from './case.js'
import { caseCatalogue } from './catalogue.js'

type Execute = (statement: Sql) => Promise<unknown>

/** Inserts specimens as contacts with ids from `firstId`, their companies above them; answers the contacts' ids. */
export async function insertSpecimens(
  execute: Execute,
  specimens: readonly Specimen[],
  firstId: number,
): Promise<number[]> {
  const ids = specimens.map((_, index) => firstId + index)
  let nextCompany = firstId + specimens.length
  for (const [index, specimen] of specimens.entries()) {
    const id = firstId + index
    await insertRecord(execute, id, '0-1', specimen.values)
    await insertHistory(execute, id, historyOf(specimen))
    await insertMemberships(execute, id, specimen)
    for (const company of specimen.companies ?? []) await insertCompany(execute, id, nextCompany++, company)
  }
  return ids
}

async function insertRecord(
  execute: Execute,
  id: number,
  objectTypeId: string,
  values: Specimen['values'],
  gone = false,
) {
  const hot: Record<string, CanonicalValue> = {}
  const cold: Record<string, CanonicalValue> = {}
  for (const [name, value] of Object.entries(values)) {
    const place = sideOf(caseCatalogue.properties.get(objectTypeId)?.get(name)?.placement, id)
    // While a property moves, an older value may still stand in cold.
    if (place.stale) cold[name] = 'stale'
    const side = place.hot ? hot : cold
    side[name] = value
    if (typeof value === 'string' && fold(value) !== value) side[foldedCompanion(name)] = fold(value)
  }
  await execute(sql`INSERT INTO records (account_id, id, object_type_id, hot, deleted_at)
    VALUES (1, ${id}, ${objectTypeId}, ${JSON.stringify(hot)}::jsonb, ${gone ? 'now' : null}::timestamptz)`)
  if (Object.keys(cold).length > 0) {
    await execute(sql`INSERT INTO cold_values VALUES (1, ${id}, ${JSON.stringify(cold)}::jsonb)`)
  }
}

function sideOf(placement: Placement | undefined, id: number): { hot: boolean; stale: boolean } {
  if (placement !== 'moving') return { hot: placement === 'hot', stale: false }
  return { hot: id % 3 !== 0, stale: id % 3 === 1 }
}

/** Without a history of its own a value has been there since epoch 0, as in memory. */
function historyOf({
  values,
  history = {},
}: Pick<Specimen, 'values' | 'history'>): [string, readonly ValueSeen[]][] {
  const names = new Set([...Object.keys(values), ...Object.keys(history)])
  return [...names].map((name) => [name, history[name] ?? [{ value: values[name] ?? null, at: 0 }]])
}

async function insertHistory(
  execute: Execute,
  id: number,
  history: readonly [string, readonly ValueSeen[]][],
) {
  let version = 1
  for (const [name, seen] of history) {
    for (const [index, { value, at }] of seen.entries()) {
      // Both ways in which the first value may stand.
      const first = version === 1 && value !== null && id % 2 === 0 ? initialOf(name, value) : null
      const patch = first
        ? {}
        : { [name]: [seen[index - 1]?.value ?? null, value], ...foldedPatch(name, value) }
      await execute(sql`INSERT INTO changes (account_id, record_id, version, at, source, patch, initial)
        VALUES (1, ${id}, ${version++}, to_timestamp(${at}::float8 / 1000), '{}', ${JSON.stringify(patch)}::jsonb,
          ${first && JSON.stringify(first)}::jsonb)`)
    }
  }
}

/** The store keeps the folded form of changed text beside it, as in `records`. */
function foldedPatch(name: string, value: CanonicalValue | null): object {
  if (typeof value !== 'string' || fold(value) === value) return {}
  return { [foldedCompanion(name)]: [null, fold(value)] }
}

function initialOf(name: string, value: CanonicalValue): object {
  const folded = typeof value === 'string' && fold(value) !== value
  return { [name]: value, ...(folded && { [foldedCompanion(name)]: fold(value) }) }
}

async function insertMemberships(
  execute: Execute,
  id: number,
  { lists = [], workflows = {}, imports = [] }: Specimen,
) {
  for (const list of lists)
    await execute(sql`INSERT INTO list_members (account_id, list_id, record_id) VALUES (1, ${list}, ${id})`)
  for (const each of imports) await execute(sql`INSERT INTO import_records VALUES (1, ${each}, ${id})`)
  for (const [workflow, kinds] of Object.entries(workflows)) {
    const [enrolled, completed, goal] = (
      ['WORKFLOWS_ENROLLMENT', 'WORKFLOWS_COMPLETED', 'WORKFLOWS_GOAL_MET'] as const
    ).map((kind) => kinds.includes(kind))
    await execute(sql`INSERT INTO workflow_records (account_id, workflow_id, record_id, enrollments, completed_at, goal_at)
      VALUES (1, ${workflow}, ${id}, ${enrolled ? 1 : 0}, ${completed ? 'now' : null}::timestamptz, ${goal ? 'now' : null}::timestamptz)`)
    if (!kinds.includes('WORKFLOWS_ACTIVE')) continue
    await execute(sql`INSERT INTO enrollments (account_id, workflow_id, record_id, revision_id, state, action_id, lane, due_at, enrolled_at, source)
      VALUES (1, ${workflow}, ${id}, 1, 'ready', '1', 'bulk', now(), now(), '{}')`)
  }
}

async function insertCompany(execute: Execute, contact: number, id: number, company: AssociatedSpecimen) {
  await insertRecord(execute, id, '0-2', company.values, company.gone)
  await insertHistory(execute, id, historyOf(company))
  for (const list of company.lists ?? [])
    await execute(sql`INSERT INTO list_members (account_id, list_id, record_id) VALUES (1, ${list}, ${id})`)
  await execute(sql`INSERT INTO associations (account_id, from_id, to_object_type_id, to_id, category, type_id)
    VALUES (1, ${contact}, '0-2', ${id}, 'HUBSPOT_DEFINED', ${company.typeId})`)
}
