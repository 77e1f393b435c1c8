// Whatever may be published runs: on the real store, over every kind of action there is.

import type { Flow } from '@millrace/definitions'
import { validFlows } from '@millrace/definitions/testing'
import { createActionDefinition, type Database } from '@millrace/store'
import { anAccount, records, type TestDatabase, testDatabase } from '@millrace/store/testing'
import fc from 'fast-check'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { advance } from '../advance.js'
import { audit } from '../audit/audit.js'
import { anEngine, aPublishedWorkflow, enrollAll } from '../testing/engine-fixture.js'

let testing: TestDatabase
let db: Database
beforeAll(async () => {
  testing = await testDatabase()
  db = testing.db
})
afterAll(() => testing.close())

const widget = {
  actionUrl: 'https://app.example.test/widgets',
  published: true,
  objectTypes: [],
  inputFields: [{ isRequired: true, typeDefinition: { name: 'widget', type: 'string' } }],
  labels: { en: { actionName: 'Make a widget' } },
}

/** Properties that the flows name and an account has, and its own ids in place of made-up ones. */
function atHome(flow: Flow, targetId: number, actionId: number): Flow {
  const text = JSON.stringify(flow)
    .replaceAll('"nickname"', '"city"')
    .replaceAll('"nurture_count"', '"hubspotscore"')
    .replaceAll('"colour"', '"lifecyclestage"')
    .replaceAll('"flow_id":"1"', `"flow_id":"${targetId}"`)
    .replaceAll('"actionTypeId":"1-1"', `"actionTypeId":"1-${actionId}"`)
  return JSON.parse(text) as Flow
}

const people = [
  {},
  { firstname: 'Ada', hubspotscore: '2', date_of_birth: '2020-02-02' },
  { firstname: 'Bo', hubspotscore: '7', lifecyclestage: 'lead', date_of_birth: '2090-02-02' },
]

/** Runs every lane until nothing moves; timers that are due later stay. */
async function settle(accountId: number): Promise<void> {
  const engine = anEngine(db)
  for (let turns = 0; turns < 2_000; turns++) {
    let claimed = 0
    for (const lane of ['interactive', 'timers', 'bulk'] as const)
      claimed += (await advance(engine, accountId, lane)).claimed
    if (claimed === 0) return
  }
  throw new Error('the waves do not come to an end')
}

interface Row {
  readonly state: string
  readonly due: number | null
}

test('W-PUB-22 I1 a random valid flow brings everybody to an end, to a wait or out of the database', async () => {
  await fc.assert(
    fc.asyncProperty(validFlows, async (flow) => {
      const accountId = await anAccount(db)
      const actionId = await db.withAccount(accountId, 'exclusive', (tx) =>
        createActionDefinition(tx, 77, widget),
      )
      const target = await aPublishedWorkflow(db, accountId, {
        ...flow,
        startActionId: null,
        actions: [],
      } as Flow)
      const workflowId = await aPublishedWorkflow(db, accountId, atHome(flow, target, actionId))
      await enrollAll(db, accountId, workflowId, await records(db, accountId, '0-1', people))
      await settle(accountId)
      const rows = await db.withAccount(accountId, 'read', (tx) =>
        tx.query<Row>(sql`SELECT state, due_at AS due FROM enrollments
          WHERE account_id = ${accountId} AND workflow_id = ${workflowId}`),
      )
      expect(rows).toHaveLength(people.length)
      for (const { state, due } of rows) {
        expect(['ended', 'time', 'effect']).toContain(state)
        if (state === 'time') expect(due).toBeGreaterThan(Date.now() - 1_000)
      }
      const broken = await db.withAccount(accountId, 'read', (tx) =>
        tx.query<{ code: string; detail: unknown }>(sql`SELECT code, detail FROM action_log
          WHERE account_id = ${accountId} AND code IN ('internal_error', 'not_ready', 'unsupported_action')`),
      )
      expect(broken).toEqual([])
      expect(await audit(db, accountId)).toEqual([])
    }),
    { numRuns: 12 },
  )
}, 120_000)
