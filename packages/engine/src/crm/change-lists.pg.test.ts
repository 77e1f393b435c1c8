// Adding to and removing from static lists by steps of a wave, and what workflows that ask for those lists make of it.
import {
  createList,
  createWorkflow,
  type Database,
  definitionsOf,
  markListDeleted,
  readList,
  readWorkflow,
  replaceWorkflow,
} from '@millrace/store'
import { anAccount, records, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { advance } from '../advance.js'
import { audit } from '../audit/audit.js'
import type { Engine } from '../engine.js'
import { evaluateByClock } from '../evaluate/evaluate-by-clock.js'
import { addList, removeList } from '../lists/manage-lists.js'
import { publish, republish } from '../publish/publish.js'
import { drained } from '../testing/drained.js'
import { all, anyGroup, isEqualTo, triggeredBy } from '../testing/engine-criteria.js'
import { aFlow, anEngine, aPublishedWorkflow, enrollAll, setProperty } from '../testing/engine-fixture.js'

let testing: TestDatabase
let db: Database
let engine: Engine
beforeAll(async () => {
  testing = await testDatabase()
  db = testing.db
  engine = anEngine(db)
})
afterAll(() => testing.close())

const inList = (listId: number, operator = 'IN_LIST') => ({
  filterType: 'IN_LIST',
  operator,
  listId: String(listId),
})
const step = (actionId: string, actionTypeId: string, listId: number, next?: string) => ({
  actionId,
  type: 'SINGLE_CONNECTION',
  actionTypeId,
  fields: { listId: String(listId), targetObject: '{{ enrolled_object }}' },
  ...(next !== undefined && { connection: { edgeType: 'STANDARD', nextActionId: next } }),
})
const add = (actionId: string, listId: number, next?: string) => step(actionId, '0-63809083', listId, next)
const remove = (actionId: string, listId: number, next?: string) => step(actionId, '0-63863438', listId, next)
const flow = (actions: readonly object[], more: object = {}) =>
  aFlow({ startActionId: '1', actions, ...more })

let made = 0
const aList = (accountId: number, objectTypeId = '0-1') =>
  db.withAccount(accountId, 'exclusive', (tx) =>
    createList(tx, { objectTypeId, name: `List ${++made}`, processingType: 'MANUAL' }),
  )
const activeList = (accountId: number, ...filters: readonly Readonly<Record<string, unknown>>[]) =>
  db.withAccount(accountId, 'exclusive', async (tx) =>
    addList(tx, await definitionsOf(tx), {
      objectTypeId: '0-1',
      name: `List ${++made}`,
      processingType: 'DYNAMIC',
      filter: anyGroup(all(...filters)),
    }),
  )

async function settled(accountId: number): Promise<void> {
  for (let quiet = 0; quiet < 2; ) {
    await drained(engine, accountId)
    quiet = (await advance(engine, accountId, 'bulk')).claimed === 0 ? quiet + 1 : 0
  }
  expect(await audit(db, accountId)).toEqual([])
}

const members = (accountId: number, listId: number) =>
  db.withAccount(accountId, 'read', async (tx) => {
    const rows = await tx.query<{ id: number }>(sql`
      SELECT record_id AS id FROM list_members WHERE account_id = ${accountId} AND list_id = ${listId} ORDER BY 1`)
    expect((await readList(tx, listId)).size).toBe(rows.length)
    return rows.map(({ id }) => id)
  })
const log = (accountId: number, workflowId: number) =>
  db.withAccount(accountId, 'read', async (tx) =>
    (
      await tx.query<{ outcome: string; code: string | null }>(sql`
        SELECT outcome, code FROM action_log
        WHERE account_id = ${accountId} AND workflow_id = ${workflowId} AND action_id IS NOT NULL
          AND outcome NOT IN ('enrolled', 'ended') ORDER BY at, enrollment_id, seq`)
    ).map(({ outcome, code }) => (code === null ? outcome : `${outcome} ${code}`)),
  )

describe('adding to and removing from a static list', () => {
  test('A-MNG-8 A-MNG-9 A-MNG-12 everybody at once, and who is there already without a change', async () => {
    const accountId = await anAccount(db)
    const listId = await aList(accountId)
    const other = await anAccount(db)
    const workflowId = await aPublishedWorkflow(
      db,
      accountId,
      flow([add('1', listId, '2'), add('2', listId)]),
    )
    const ids = await records(db, accountId, '0-1', [{}, {}, {}])
    await enrollAll(db, accountId, workflowId, ids)
    await settled(accountId)
    expect(await members(accountId, listId)).toEqual(ids)
    expect(
      (await log(accountId, workflowId)).filter((line) => line === 'succeeded already_member'),
    ).toHaveLength(3)
    const leaving = await aPublishedWorkflow(
      db,
      accountId,
      flow([remove('1', listId, '2'), remove('2', listId)]),
    )
    await enrollAll(db, accountId, leaving, ids.slice(1))
    await settled(accountId)
    expect(await members(accountId, listId)).toEqual(ids.slice(0, 1))
    expect(await audit(db, other)).toEqual([])
  })

  test('A-BRF-8 a later step of the same wave sees who is in the list', async () => {
    const accountId = await anAccount(db)
    const listId = await aList(accountId)
    const branch = {
      actionId: '2',
      type: 'LIST_BRANCH',
      listBranches: [
        {
          branchName: 'in',
          filterBranch: all(inList(listId)),
          connection: { edgeType: 'STANDARD', nextActionId: '3' },
        },
      ],
    }
    const workflowId = await aPublishedWorkflow(
      db,
      accountId,
      flow([add('1', listId, '2'), branch, setProperty('3', 'city', 'Seen')]),
    )
    const [id = 0] = await records(db, accountId, '0-1', [{}])
    await enrollAll(db, accountId, workflowId, [id])
    await settled(accountId)
    expect(await log(accountId, workflowId)).toEqual(['succeeded', 'branched', 'succeeded'])
  })

  test('W-SUP-5 whom a step puts into a suppression list of its workflow leaves before the next step', async () => {
    const accountId = await anAccount(db)
    const listId = await aList(accountId)
    const workflowId = await aPublishedWorkflow(
      db,
      accountId,
      flow([add('1', listId, '2'), setProperty('2', 'city', 'Too far')], { suppressionListIds: [listId] }),
    )
    const [id = 0] = await records(db, accountId, '0-1', [{}])
    await enrollAll(db, accountId, workflowId, [id])
    await settled(accountId)
    expect(await log(accountId, workflowId)).toEqual(['succeeded'])
  })

  test('A-GEN-18 a list that was deleted fails the step and raises one issue; the workflow goes on', async () => {
    const accountId = await anAccount(db)
    const listId = await aList(accountId)
    const workflowId = await aPublishedWorkflow(
      db,
      accountId,
      flow([add('1', listId, '2'), setProperty('2', 'city', 'On')]),
    )
    await db.withAccount(accountId, 'exclusive', (tx) => markListDeleted(tx, listId))
    await enrollAll(db, accountId, workflowId, await records(db, accountId, '0-1', [{}, {}]))
    await settled(accountId)
    const lines = await log(accountId, workflowId)
    expect(lines.sort()).toEqual(['failed missing_list', 'failed missing_list', 'succeeded', 'succeeded'])
    const issues = await db.withAccount(accountId, 'read', (tx) =>
      tx.query(sql`SELECT kind, action_id, occurrences FROM issues WHERE account_id = ${accountId}`),
    )
    expect(issues).toEqual([{ kind: 'missing_asset', action_id: '1', occurrences: 2 }])
  })

  test('A-MNG-13 a full list fails the step', async () => {
    const accountId = await anAccount(db)
    const listId = await aList(accountId)
    await db.withAccount(accountId, 'shared', (tx) =>
      tx.execute(sql`UPDATE lists SET size = 10000000 WHERE account_id = ${accountId} AND id = ${listId}`),
    )
    const workflowId = await aPublishedWorkflow(db, accountId, flow([add('1', listId)]))
    await enrollAll(db, accountId, workflowId, await records(db, accountId, '0-1', [{}]))
    await advance(engine, accountId, 'bulk')
    expect(await log(accountId, workflowId)).toEqual(['failed list_full'])
  })
})

describe('workflows that ask who is in a list', () => {
  test('W-FLF-4 W-EVT-8 joining a static list enrolls, by the hand of another workflow', async () => {
    const accountId = await anAccount(db)
    const listId = await aList(accountId)
    const adding = await aPublishedWorkflow(db, accountId, flow([add('1', listId)]))
    const listening = await aPublishedWorkflow(
      db,
      accountId,
      flow([setProperty('1', 'city', 'Heard')], triggeredBy([all(inList(listId))])),
    )
    const ids = await records(db, accountId, '0-1', [{}, {}])
    await enrollAll(db, accountId, adding, ids.slice(0, 1))
    await settled(accountId)
    expect(await log(accountId, listening)).toEqual(['succeeded'])
  })

  test('W-SUP-1 W-SUP-2 W-SUP-5 members of an active suppression list never enter, and leave when they join', async () => {
    const accountId = await anAccount(db)
    const listId = await activeList(accountId, isEqualTo('city', 'Paris'))
    const wait = {
      actionId: '1',
      type: 'SINGLE_CONNECTION',
      actionTypeId: '0-1',
      fields: { delta: '9', time_unit: 'HOURS' },
    }
    const workflowId = await aPublishedWorkflow(
      db,
      accountId,
      flow([wait], { ...triggeredBy([all(isEqualTo('jobtitle', 'Poet'))]), suppressionListIds: [listId] }),
    )
    const [ada = 0, bob = 0] = await records(db, accountId, '0-1', [
      { jobtitle: 'Poet', city: 'London' },
      { jobtitle: 'Poet', city: 'Paris' },
    ])
    await settled(accountId)
    const active = () =>
      db.withAccount(accountId, 'read', (tx) =>
        tx.query(
          sql`SELECT record_id AS id, reason FROM enrollments WHERE account_id = ${accountId} AND workflow_id = ${workflowId}`,
        ),
      )
    expect(await active()).toEqual([{ id: ada, reason: null }])
    expect(await members(accountId, listId)).toEqual([bob])
    const moving = await aPublishedWorkflow(db, accountId, flow([setProperty('1', 'city', 'Paris')]))
    await enrollAll(db, accountId, moving, [ada])
    await settled(accountId)
    expect(await active()).toEqual([{ id: ada, reason: 'suppression_list' }])
  })

  test('W-SUP-4 adding a suppression list to a running workflow lets its members out at once', async () => {
    const accountId = await anAccount(db)
    const listId = await activeList(accountId, isEqualTo('city', 'Paris'))
    const wait = {
      actionId: '1',
      type: 'SINGLE_CONNECTION',
      actionTypeId: '0-1',
      fields: { delta: '9', time_unit: 'HOURS' },
    }
    const workflowId = await aPublishedWorkflow(db, accountId, flow([wait]))
    const [ada = 0, bob = 0] = await records(db, accountId, '0-1', [{ city: 'London' }, { city: 'Paris' }])
    await enrollAll(db, accountId, workflowId, [ada, bob])
    await settled(accountId)
    await db.withAccount(accountId, 'exclusive', async (tx) => {
      const stored = await readWorkflow(tx, workflowId)
      if (!stored) throw new Error('it was just published')
      const changed = { ...stored.flow, suppressionListIds: [listId] }
      await replaceWorkflow(tx, workflowId, changed, stored.revisionId)
    })
    await republish(db, accountId, workflowId)
    await evaluateByClock(engine, accountId)
    const inside = await db.withAccount(accountId, 'read', (tx) =>
      tx.query(sql`
        SELECT record_id AS id, reason FROM enrollments
        WHERE account_id = ${accountId} AND workflow_id = ${workflowId} ORDER BY 1`),
    )
    expect(inside).toEqual([
      { id: ada, reason: null },
      { id: bob, reason: 'suppression_list' },
    ])
  })

  test('W-PUB-22 A-GEN-18 publishing refuses lists that are missing, of other records, or active where one is changed', async () => {
    const accountId = await anAccount(db)
    const [mine, companies] = [await aList(accountId), await aList(accountId, '0-2')]
    const active = await activeList(accountId, isEqualTo('city', 'Rome'))
    const foreign = await aList(await anAccount(db))
    const tries: [object, string][] = [
      [flow([add('1', foreign)]), 'LIST_NOT_FOUND actions[0].fields.listId'],
      [flow([add('1', companies)]), 'LIST_NOT_FOUND actions[0].fields.listId'],
      [flow([remove('1', active)]), 'LIST_NOT_STATIC actions[0].fields.listId'],
      [flow([add('1', mine)], triggeredBy([all(inList(foreign))])), 'LIST_NOT_FOUND enrollmentCriteria'],
      [flow([add('1', mine)], { suppressionListIds: [companies] }), 'LIST_NOT_FOUND suppressionListIds'],
    ]
    for (const [document, wanted] of tries) {
      const { id } = await db.withAccount(accountId, 'shared', (tx) =>
        createWorkflow(tx, document as ReturnType<typeof flow>),
      )
      const problem = await publish(db, accountId, id, { enrollExisting: false }).catch((error) => error)
      expect(
        problem.details.map((detail: { code: string; in: string }) => `${detail.code} ${detail.in}`),
      ).toEqual([wanted])
    }
    const { id } = await db.withAccount(accountId, 'shared', (tx) =>
      createWorkflow(tx, flow([add('1', mine)])),
    )
    await publish(db, accountId, id, { enrollExisting: false })
    const removing = db.withAccount(accountId, 'exclusive', async (tx) =>
      removeList(tx, await definitionsOf(tx), await readList(tx, mine)),
    )
    await expect(removing).rejects.toMatchObject({
      code: 'LIST_IN_USE',
      context: { workflowId: [String(id)] },
    })
  })
})
