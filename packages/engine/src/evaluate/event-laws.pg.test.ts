// Random writers, tellers of events and evaluators, on connections of their own, against a replay of what was written.
import { builtInEventTypes } from '@millrace/model'
import {
  createWorkflow,
  type Database,
  definitionsOf,
  lockEventRecords,
  recordEvents,
  writeRecords,
} from '@millrace/store'
import { anAccount, records, type TestDatabase, testDatabase } from '@millrace/store/testing'
import fc from 'fast-check'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { audit } from '../audit/audit.js'
import type { Engine } from '../engine.js'
import { publish } from '../publish/publish.js'
import { all, anyGroup, happening, isEqualTo, isKnown, onEvents } from '../testing/engine-criteria.js'
import { aFlow, anEngine } from '../testing/engine-fixture.js'
import { evaluate } from './evaluate.js'

let testing: TestDatabase
let db: Database
let engines: readonly Engine[]

beforeAll(async () => {
  testing = await testDatabase()
  db = testing.db
  engines = [anEngine(db), anEngine(db)]
})
afterAll(() => testing.close())

type Values = { readonly city?: string | null; readonly jobtitle?: string | null }

const people = 3
const values: fc.Arbitrary<Values> = fc.record(
  { city: fc.constantFrom('London', 'Paris', null), jobtitle: fc.constantFrom('Poet', null) },
  { requiredKeys: [] },
)
const person = fc.nat(people - 1)

type Deed =
  | { readonly kind: 'write'; readonly person: number; readonly values: Values }
  | { readonly kind: 'tell'; readonly person: number; readonly form: string; readonly id: number }
  | { readonly kind: 'evaluate' }

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('write' as const), person, values }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('tell' as const),
      person,
      form: fc.constantFrom('a', 'b'),
      // Few of them: deliveries are repeated, also to somebody else.
      id: fc.nat(12),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'evaluate' as const }) },
)
/** Each inner list is done at the same time, on connections of their own. */
const rounds = fc.array(fc.array(deed, { minLength: 1, maxLength: 4 }), { maxLength: 10 })

const formSubmitted = builtInEventTypes.filter(({ id }) => id === '4-1639801')
const triggers = (shouldReEnroll: boolean) =>
  onEvents(
    [
      happening('4-1639801', isEqualTo('hs_form_id', 'a')),
      happening('4-655002', isEqualTo('hs_name', 'city'), isEqualTo('hs_value', 'London')),
    ],
    { shouldReEnroll, refinementCriteria: anyGroup(all(isKnown('jobtitle'))) },
  )

interface Told {
  readonly record: number
  /** The record's when the event was attached. */
  readonly version: number
  readonly at: number
  readonly id: string
  readonly form: string
}

async function turnedOn(accountId: number, reEnroll: boolean): Promise<number> {
  const flow = aFlow({ ...triggers(reEnroll), startActionId: null, actions: [] })
  const { id } = await db.withAccount(accountId, 'shared', (tx) => createWorkflow(tx, flow))
  await publish(db, accountId, id, { enrollExisting: false })
  return id
}

async function act(accountId: number, ids: readonly number[], one: Deed): Promise<Told[]> {
  if (one.kind === 'evaluate') {
    await Promise.all(engines.map((engine) => evaluate(engine, accountId, 'interactive')))
    return []
  }
  const recordId = ids[one.person] ?? 0
  return db.withAccount(accountId, 'shared', async (tx) => {
    const definitions = await definitionsOf(tx)
    const meta = { source: { type: 'API' }, chain: [], lane: 'interactive' } as const
    if (one.kind === 'write') {
      await writeRecords(tx, definitions, meta, [
        { objectTypeId: '0-1', recordId, values: { ...one.values } },
      ])
      return []
    }
    await lockEventRecords(tx, [recordId])
    const told = { objectTypeId: '0-1', recordId, id: `e${one.id}`, occurredAt: tx.startedAt }
    const isNew = await recordEvents(
      tx,
      definitions,
      meta,
      formSubmitted.map((type) => ({ ...told, type, properties: { hs_form_id: one.form } })),
    )
    const [row] = await tx.query<{ version: number }>(
      sql`SELECT version FROM records WHERE account_id = ${accountId} AND id = ${recordId}`,
    )
    if (!row || !isNew.has(told.id)) return []
    return [{ record: recordId, version: row.version, at: told.occurredAt, id: told.id, form: one.form }]
  })
}

interface Version {
  readonly record: number
  readonly version: number
  readonly patch: Readonly<Record<string, readonly [string | null, string | null]>>
}

/** The ids of what enrolls each record, in order, by the history of changes and events alone. */
function expected(versions: readonly Version[], told: readonly Told[], ids: readonly number[]) {
  return ids.map((record) => {
    const enrolling: string[] = []
    const now: Record<string, string | null> = {}
    for (const { version, patch } of versions.filter((each) => each.record === record)) {
      for (const [name, [, after]] of Object.entries(patch)) now[name] = after
      const isThere = now.jobtitle != null
      // The first version was there before the turn-on.
      if (version > 1 && isThere && patch.city?.[1] === 'London')
        enrolling.push(`changed-${record}-${version}-city`)
      const then = told
        .filter((each) => each.record === record && each.version === version && each.form === 'a')
        .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
      if (isThere) enrolling.push(...then.map(({ id }) => id))
    }
    return enrolling
  })
}

function history(accountId: number): Promise<Version[]> {
  return db.withAccount(accountId, 'read', (tx) =>
    tx.query<Version>(sql`
      SELECT record_id AS record, version,
        (patch || coalesce((SELECT jsonb_object_agg(key, jsonb_build_array(NULL, value)) FROM jsonb_each(initial)), '{}'))
          - '~city' - '~jobtitle' AS patch
      FROM changes WHERE account_id = ${accountId} ORDER BY record_id, version`),
  )
}

async function found(accountId: number, workflowId: number, ids: readonly number[]) {
  const rows = await db.withAccount(accountId, 'read', (tx) =>
    tx.query<{ record: number; event: string }>(sql`
      SELECT record_id AS record, source -> 'event' ->> 'id' AS event FROM enrollments
      WHERE account_id = ${accountId} AND workflow_id = ${workflowId} ORDER BY id`),
  )
  return ids.map((id) => rows.filter(({ record }) => record === id).map(({ event }) => event))
}

test('W-EVS-4 to W-EVS-8, W-EVS-15, W-EVS-16 what enrolls is what a replay of changes and events enrolls', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(values, { minLength: people, maxLength: people }),
      rounds,
      async (first, all) => {
        const accountId = await anAccount(db)
        const ids = await records(db, accountId, '0-1', first)
        const [again, once] = [await turnedOn(accountId, true), await turnedOn(accountId, false)]
        const told: Told[] = []
        for (const round of all)
          told.push(...(await Promise.all(round.map((one) => act(accountId, ids, one)))).flat())
        for (let quiet = 0; quiet < 2; )
          quiet = (await evaluate(anEngine(db), accountId, 'interactive')).claimed === 0 ? quiet + 1 : 0
        const wanted = expected(await history(accountId), told, ids)
        expect(await found(accountId, again, ids)).toEqual(wanted)
        expect(await found(accountId, once, ids)).toEqual(wanted.map((of) => of.slice(0, 1)))
        expect(await audit(db, accountId)).toEqual([])
      },
    ),
    { numRuns: Number(process.env.MILLRACE_LAW_RUNS ?? 25) },
  )
})
