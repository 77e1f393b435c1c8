// The law of enrollment by filter: whoever comes to match for the first time after the turn-on is enrolled, and nobody else;
// whoever is inside and stops matching has left. Random writes by concurrent writers, evaluated in random bites, by two
// evaluators at once, against a replay of the property history.
import { createWorkflow, type Database, definitionsOf, writeRecords } from '@millrace/store'
import { anAccount, records, type TestDatabase, testDatabase } from '@millrace/store/testing'
import fc from 'fast-check'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { audit } from '../audit/audit.js'
import type { Engine } from '../engine.js'
import { build } from '../publish/build.js'
import { publish } from '../publish/publish.js'
import { all, isEqualTo, isKnown, triggeredBy } from '../testing/engine-criteria.js'
import { aFlow, anEngine } from '../testing/engine-fixture.js'
import { evaluate } from './evaluate.js'

let testing: TestDatabase
let db: Database
let engines: readonly Engine[]

beforeAll(async () => {
  testing = await testDatabase()
  db = testing.db
  engines = [
    { ...anEngine(db), slot: 0 },
    { ...anEngine(db), slot: 1 },
  ]
})
afterAll(() => testing.close())

type Values = { readonly city?: string | null; readonly jobtitle?: string | null }

/** A filter with its meaning said once more, in plain code. */
interface Criteria {
  readonly groups: Parameters<typeof triggeredBy>[0]
  readonly matches: (values: Values) => boolean
}

const isLondon = ({ city }: Values) => city === 'London'
const hasTitle = ({ jobtitle }: Values) => jobtitle != null
const criteria: fc.Arbitrary<Criteria> = fc.constantFrom<Criteria>(
  { groups: [all(isEqualTo('city', 'London'))], matches: isLondon },
  { groups: [all(isKnown('jobtitle'))], matches: hasTitle },
  {
    groups: [all(isEqualTo('city', 'London'), isKnown('jobtitle'))],
    matches: (values) => isLondon(values) && hasTitle(values),
  },
  {
    groups: [all(isEqualTo('city', 'London')), all(isKnown('jobtitle'))],
    matches: (values) => isLondon(values) || hasTitle(values),
  },
)

const people = 4
const values: fc.Arbitrary<Values> = fc.record(
  {
    city: fc.constantFrom('London', 'Paris', null),
    jobtitle: fc.constantFrom('Poet', null),
  },
  { requiredKeys: [] },
)

type Deed =
  | { readonly kind: 'write'; readonly person: number; readonly values: Values }
  | { readonly kind: 'create'; readonly values: Values }
  | { readonly kind: 'evaluate' }
  | { readonly kind: 'build' }

const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('write' as const), person: fc.nat(people - 1), values }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('create' as const), values }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'evaluate' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'build' as const }) },
)

interface Case {
  readonly criteria: Criteria
  readonly existing: readonly Values[]
  readonly enrollExisting: boolean
  readonly leaves: boolean
  /** Each inner list is done at the same time, on connections of their own. */
  readonly rounds: readonly (readonly Deed[])[]
}

const cases: fc.Arbitrary<Case> = fc.record({
  criteria,
  existing: fc.array(values, { minLength: people, maxLength: people }),
  enrollExisting: fc.boolean(),
  leaves: fc.boolean(),
  rounds: fc.array(fc.array(deed, { minLength: 1, maxLength: 4 }), { maxLength: 8 }),
})

const staying = {
  startActionId: '1',
  nextAvailableActionId: '2',
  actions: [
    {
      actionId: '1',
      type: 'SINGLE_CONNECTION',
      actionTypeId: '0-1',
      actionTypeVersion: 0,
      fields: { delta: '60', time_unit: 'MINUTES' },
    },
  ],
}

async function play({ criteria, existing, enrollExisting, leaves, rounds }: Case) {
  const accountId = await anAccount(db)
  const ids = await records(db, accountId, '0-1', existing)
  const flow = aFlow({
    ...staying,
    ...triggeredBy(criteria.groups, { unEnrollObjectsNotMeetingCriteria: leaves }),
  })
  const { id: workflowId } = await db.withAccount(accountId, 'shared', (tx) => createWorkflow(tx, flow))
  await publish(db, accountId, workflowId, { enrollExisting })
  for (const round of rounds) await Promise.all(round.map((one) => act(accountId, ids, one)))
  for (let quiet = 0; quiet < 2; ) {
    const built = await build(engineAt(0), accountId)
    const looked = await evaluate(engineAt(0), accountId, 'interactive')
    quiet = built.claimed + looked.claimed === 0 ? quiet + 1 : 0
  }
  return { accountId, workflowId }
}

function engineAt(slot: number): Engine {
  const engine = engines[slot]
  if (!engine) throw new Error('there are two engines')
  return engine
}

async function act(accountId: number, ids: readonly number[], one: Deed): Promise<void> {
  switch (one.kind) {
    case 'write': {
      const recordId = ids[one.person]
      if (recordId === undefined) return
      return db.withAccount(accountId, 'shared', async (tx) => {
        const meta = { source: { type: 'API' }, chain: [], lane: 'interactive' } as const
        await writeRecords(tx, await definitionsOf(tx), meta, [
          { objectTypeId: '0-1', recordId, values: { ...one.values } },
        ])
      })
    }
    case 'create':
      await records(db, accountId, '0-1', [one.values])
      return
    case 'evaluate':
      await Promise.all(engines.map((engine) => evaluate(engine, accountId, 'interactive')))
      return
    case 'build':
      await build(engineAt(0), accountId)
  }
}

interface Version {
  readonly record: number
  readonly version: number
  readonly existing: boolean
  readonly patch: Record<string, [string | null, string | null]>
}

/** Who must be inside, who must have left, by the history of the records alone. */
function expected(versions: readonly Version[], { criteria, enrollExisting, leaves }: Case) {
  const inside = new Map<number, 'inside' | 'left'>()
  const known = new Set<number>()
  const now = new Map<number, Values>()
  for (const { record, existing, patch } of versions) {
    const before = now.get(record)
    const after = {
      ...before,
      ...Object.fromEntries(Object.entries(patch).map(([name, [, to]]) => [name, to])),
    }
    now.set(record, after)
    const matched = before !== undefined && criteria.matches(before)
    const matches = criteria.matches(after)
    if (existing) {
      // The version at the turn-on: it is there, and matches or does not.
      if (matches) known.add(record)
      if (matches && enrollExisting) inside.set(record, 'inside')
      continue
    }
    if (!matched && matches && !known.has(record)) {
      known.add(record)
      inside.set(record, 'inside')
    }
    if (matched && !matches && leaves && inside.get(record) === 'inside') inside.set(record, 'left')
  }
  return Object.fromEntries(inside)
}

async function history(accountId: number, existing: readonly unknown[]): Promise<Version[]> {
  const rows = await db.withAccount(accountId, 'read', (tx) =>
    tx.query<Omit<Version, 'existing'>>(sql`
      SELECT record_id AS record, version,
        (patch || coalesce((SELECT jsonb_object_agg(key, jsonb_build_array(NULL, value)) FROM jsonb_each(initial)), '{}'))
          - '~city' - '~jobtitle' AS patch
      FROM changes
      WHERE account_id = ${accountId} ORDER BY record_id, version`),
  )
  const first = [...new Set(rows.map(({ record }) => record))].slice(0, existing.length)
  return rows.map((row) => ({ ...row, existing: row.version === 1 && first.includes(row.record) }))
}

async function found(accountId: number, workflowId: number) {
  const rows = await db.withAccount(accountId, 'read', (tx) =>
    tx.query<{ record: number; state: string }>(sql`
      SELECT record_id AS record, CASE WHEN ended_at IS NULL THEN 'inside' ELSE 'left' END AS state
      FROM enrollments WHERE account_id = ${accountId} AND workflow_id = ${workflowId}`),
  )
  // One row a record: a second enrollment would show as a missing one.
  return Object.fromEntries(
    rows.map(({ record, state }, i) => [
      rows.findIndex((r) => r.record === record) === i ? record : -record,
      state,
    ]),
  )
}

test('W-FLS-1 W-ENR-1 W-PUB-8 W-PUB-12 W-UNE-2 who is enrolled is who a replay of history enrolls', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (one) => {
      const { accountId, workflowId } = await play(one)
      const wanted = expected(await history(accountId, one.existing), one)
      expect(await found(accountId, workflowId)).toEqual(wanted)
      expect(await audit(db, accountId)).toEqual([])
    }),
    { numRuns: Number(process.env.MILLRACE_LAW_RUNS ?? 25) },
  )
})
