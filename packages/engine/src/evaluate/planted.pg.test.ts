// Each mistake of engine.md 8 that evaluators and builds could make: the same story ends well without it and badly with it.
import {
  associate,
  createWorkflow,
  type Database,
  definitionsOf,
  type WriteMeta,
  writeRecords,
} from '@millrace/store'
import { anAccount, aRecord, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Engine } from '../engine.js'
import type { Faults, PlantedDefect } from '../faults.js'
import { build } from '../publish/build.js'
import { publish } from '../publish/publish.js'
import {
  all,
  anyGroup,
  associated,
  happening,
  isEqualTo,
  isKnown,
  onEvents,
  triggeredBy,
} from '../testing/engine-criteria.js'
import { aFlow, anEngine, setProperty } from '../testing/engine-fixture.js'
import { tellEvent } from '../testing/tell-event.js'
import { evaluate } from './evaluate.js'
import { expandFanout } from './expand-fanout.js'

let testing: TestDatabase
let db: Database

beforeAll(async () => {
  testing = await testDatabase()
  db = testing.db
})
afterAll(() => testing.close())

const meta: WriteMeta = { source: { type: 'API' }, chain: [], lane: 'interactive' }
const london = all(isEqualTo('city', 'London'))
const action = {
  startActionId: '1',
  nextAvailableActionId: '2',
  actions: [setProperty('1', 'jobtitle', 'x')],
}

async function published(accountId: number, criteria: object): Promise<number> {
  const flow = aFlow({ ...action, ...criteria })
  const { id } = await db.withAccount(accountId, 'shared', (tx) => createWorkflow(tx, flow))
  await publish(db, accountId, id, { enrollExisting: false })
  return id
}

function write(accountId: number, objectTypeId: string, recordId: number, values: Record<string, string>) {
  return db.withAccount(accountId, 'shared', async (tx) =>
    writeRecords(tx, await definitionsOf(tx), meta, [{ objectTypeId, recordId, values }]),
  )
}

async function enrolled(accountId: number, workflowId: number): Promise<number[]> {
  const rows = await db.withAccount(accountId, 'read', (tx) =>
    tx.query<{ record: number }>(sql`
      SELECT record_id AS record FROM enrollments
      WHERE account_id = ${accountId} AND workflow_id = ${workflowId} ORDER BY record_id`),
  )
  return rows.map(({ record }) => record)
}

async function worked(engine: Engine, accountId: number): Promise<void> {
  for (let quiet = 0; quiet < 2; ) {
    const turns = [
      await build(engine, accountId),
      await evaluate(engine, accountId, 'interactive'),
      await expandFanout(engine, accountId),
    ]
    quiet = turns.every(({ claimed }) => claimed === 0) ? quiet + 1 : 0
  }
}

/** What is enrolled in the end, and what should be. */
type Story = (
  engine: Engine,
  at: (point: string, then: () => Promise<void>) => void,
) => Promise<{ readonly found: number[]; readonly wanted: number[] }>

const stories: Readonly<Partial<Record<PlantedDefect, Story>>> = {
  'cursor-feed': async (engine) => {
    const accountId = await anAccount(db)
    const workflowId = await published(accountId, triggeredBy([london]))
    const [first, second] = [await aRecord(db, accountId, '0-1'), await aRecord(db, accountId, '0-1')]
    await write(accountId, '0-1', second, { city: 'London' })
    await worked(engine, accountId)
    await write(accountId, '0-1', first, { city: 'London' })
    await worked(engine, accountId)
    return { found: await enrolled(accountId, workflowId), wanted: [first, second] }
  },

  'one-statement-build': async (engine) => {
    const accountId = await anAccount(db)
    const record = await aRecord(db, accountId, '0-1', { city: 'Paris' })
    const workflowId = await published(accountId, triggeredBy([london]))
    await write(accountId, '0-1', record, { city: 'London' })
    await worked(engine, accountId)
    return { found: await enrolled(accountId, workflowId), wanted: [record] }
  },

  'lock-and-read-together': async (engine, at) => {
    const accountId = await anAccount(db)
    const workflowId = await published(
      accountId,
      triggeredBy([all(isEqualTo('city', 'London'), isKnown('lastname'))]),
    )
    const record = await aRecord(db, accountId, '0-1', { city: 'London' })
    await worked(engine, accountId)
    await write(accountId, '0-1', record, { lastname: 'Lovelace' })
    at('evaluate:picked', async () => {
      await write(accountId, '0-1', record, { city: 'Paris' })
    })
    await worked(engine, accountId)
    return { found: await enrolled(accountId, workflowId), wanted: [record] }
  },

  'in-transaction-evaluation-of-associations': async (engine) => {
    const accountId = await anAccount(db)
    const atLondon = { ...all(), filterBranches: [associated('0-2', 279, isEqualTo('city', 'London'))] }
    const workflowId = await published(accountId, triggeredBy([atLondon]))
    const contact = await aRecord(db, accountId, '0-1')
    const company = await aRecord(db, accountId, '0-2')
    await db.withAccount(accountId, 'shared', async (tx) =>
      associate(tx, await definitionsOf(tx), { ...meta, at: Date.now() }, [
        { fromId: contact, toId: company, category: 'HUBSPOT_DEFINED', typeId: 279 },
      ]),
    )
    await worked(engine, accountId)
    await write(accountId, '0-2', company, { city: 'London' })
    await worked(engine, accountId)
    return { found: await enrolled(accountId, workflowId), wanted: [contact] }
  },

  'events-behind-all-changes': async (engine) => {
    const accountId = await anAccount(db)
    const refinementCriteria = anyGroup(london)
    const workflowId = await published(accountId, onEvents([happening('4-96000')], { refinementCriteria }))
    const record = await aRecord(db, accountId, '0-1', { city: 'London' })
    await tellEvent(db, accountId, { eventTypeId: '4-96000', recordId: record, id: `visit-${record}` })
    await write(accountId, '0-1', record, { city: 'Paris' })
    await worked(engine, accountId)
    return { found: await enrolled(accountId, workflowId), wanted: [record] }
  },

  'stale-trigger-index': async (engine) => {
    const accountId = await anAccount(db)
    await published(accountId, triggeredBy([london]))
    const record = await aRecord(db, accountId, '0-1', { city: 'Paris' })
    await worked(engine, accountId)
    const workflowId = await published(accountId, triggeredBy([london]))
    await write(accountId, '0-1', record, { city: 'London' })
    await worked(engine, accountId)
    return { found: await enrolled(accountId, workflowId), wanted: [record] }
  },
}

function engineWith(planted: readonly PlantedDefect[]) {
  const once = new Map<string, () => Promise<void>>()
  const faults: Faults = {
    planted: new Set(planted),
    async point(name) {
      const then = once.get(name)
      once.delete(name)
      await then?.()
    },
  }
  return {
    engine: anEngine(db, faults),
    at: (point: string, then: () => Promise<void>) => void once.set(point, then),
  }
}

for (const [defect, story] of Object.entries(stories)) {
  test(`${defect}: the story ends well, and the planted defect is seen`, async () => {
    const sound = engineWith([])
    const well = await story(sound.engine, sound.at)
    expect(well.found).toEqual(well.wanted)
    const broken = engineWith([defect as PlantedDefect])
    const badly = await story(broken.engine, broken.at)
    expect(badly.found).not.toEqual(badly.wanted)
  })
}
