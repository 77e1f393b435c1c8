import { type Flow, parseFlow } from '@millrace/definitions'
import type { Problem } from '@millrace/model'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Transaction } from '../database.js'
import { anAccount, type TestDatabase, testDatabase } from '../testing/index.js'
import { readRevisionMoves } from '../waves/read-revision-moves.js'
import { createWorkflow } from './create-workflow.js'
import { deleteWorkflow } from './delete-workflow.js'
import { listWorkflows } from './list-workflows.js'
import { markPublished } from './mark-published.js'
import { readRevision } from './read-revision.js'
import { readWorkflow, readWorkflows } from './read-workflow.js'
import { replaceWorkflow } from './replace-workflow.js'
import { flowDocument } from './stored-workflow.js'
import { turnOff } from './turn-off.js'

let database: TestDatabase
let account: number
let stranger: number
beforeAll(async () => {
  database = await testDatabase()
  account = await anAccount(database.db)
  stranger = await anAccount(database.db)
})
afterAll(() => database.close())

function within<T>(work: (tx: Transaction) => Promise<T>, accountId = account): Promise<T> {
  return database.db.withAccount(accountId, 'exclusive', work)
}
async function refusal(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'accepted',
    (problem: Problem) => `${problem.code} ${problem.status} ${problem.message}`,
  )
}

const step = (actionId: string, next?: string) => ({
  actionId,
  type: 'SINGLE_CONNECTION',
  actionTypeId: '0-5',
  ...(next && { connection: { edgeType: 'STANDARD', nextActionId: next } }),
})
function flow(members: Record<string, unknown> = {}): Flow {
  const parsed = parseFlow({
    type: 'CONTACT_FLOW',
    objectTypeId: '0-1',
    flowType: 'WORKFLOW',
    name: 'Nurture',
    ...members,
  })
  if (!parsed.ok) throw parsed.problems[0]
  return parsed.flow
}
const create = (members?: Record<string, unknown>) => within((tx) => createWorkflow(tx, flow(members)))

describe('creating and reading', () => {
  test('api.md 4.2 a workflow is read as it was written, with what the server adds', async () => {
    const written = flow({
      actions: [step('7')],
      startActionId: '7',
      x_custom: { a: [1, null, 'é'] },
      revisionId: '99',
      isEnabled: true,
    })
    const { id } = await within((tx) => createWorkflow(tx, written))
    const stored = await within((tx) => readWorkflow(tx, id))
    if (!stored) throw new Error('not stored')
    const { revisionId: _theirs, ...rest } = written
    expect(flowDocument(stored)).toEqual({
      ...rest,
      id: String(id),
      revisionId: '1',
      isEnabled: false,
      nextAvailableActionId: '8',
      crmObjectCreationStatus: 'COMPLETE',
      createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
      updatedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    })
  })

  test('api.md 2.5 a second workflow with one uuid is refused with the id of the first', async () => {
    const { id } = await create({ uuid: 'nurture-1' })
    expect(await refusal(create({ uuid: 'nurture-1' }))).toBe(
      `UNIQUE_VALUE_TAKEN 409 A workflow with this uuid exists already. Existing ID: ${id}`,
    )
    await within((tx) => deleteWorkflow(tx, id))
    expect(await refusal(create({ uuid: 'nurture-1' }))).toBe('accepted')
  })

  test('what only answers carry is not stored', async () => {
    const { id } = await create({ millrace: { issues: [{ message: 'x' }] } })
    expect((await within((tx) => readWorkflow(tx, id)))?.flow).not.toHaveProperty('millrace')
  })

  test('another account sees none of it', async () => {
    const { id } = await create({ uuid: 'theirs' })
    expect(await within((tx) => readWorkflow(tx, id), stranger)).toBeUndefined()
    expect(await within((tx) => deleteWorkflow(tx, id), stranger)).toBe(false)
    expect(await refusal(within((tx) => replaceWorkflow(tx, id, flow(), 1), stranger))).toMatch(
      /^WORKFLOW_NOT_FOUND/,
    )
    expect(await refusal(within((tx) => createWorkflow(tx, flow({ uuid: 'theirs' })), stranger))).toBe(
      'accepted',
    )
  })

  test('pages by id, deleted ones left out', async () => {
    const own = await anAccount(database.db)
    const ids: number[] = []
    for (let n = 0; n < 4; n++) ids.push((await within((tx) => createWorkflow(tx, flow()), own)).id)
    await within((tx) => deleteWorkflow(tx, ids[1] ?? 0), own)
    const first = await within((tx) => listWorkflows(tx, { limit: 2 }), own)
    expect([first.results.map(({ id }) => id), first.after]).toEqual([[ids[0], ids[2]], ids[2]])
    const second = await within((tx) => listWorkflows(tx, { limit: 2, after: first.after ?? 0 }), own)
    expect([second.results.map(({ id }) => id), second.after]).toEqual([[ids[3]], null])
    expect(first.results[0]).toMatchObject({
      name: 'Nurture',
      flowType: 'WORKFLOW',
      isEnabled: false,
      revisionId: 1,
    })
    expect([...(await within((tx) => readWorkflows(tx, ids), own)).keys()].sort()).toEqual(
      [ids[0], ids[2], ids[3]].sort(),
    )
  })
})

describe('replacing', () => {
  test('api.md 4.8 makes the next revision; every revision stays readable', async () => {
    const { id } = await create({ name: 'one' })
    const next = await within((tx) => replaceWorkflow(tx, id, flow({ name: 'two' }), 1))
    expect([next.revisionId, next.flow.name]).toEqual([2, 'two'])
    expect((await within((tx) => readRevision(tx, id, 1)))?.flow.name).toBe('one')
    expect(await within((tx) => readWorkflow(tx, id))).toEqual(next)
  })

  test('api.md 4.8 a stale revision is refused, and of two at once one wins', async () => {
    const { id } = await create()
    const put = () =>
      refusal(
        database.db.withAccount(account, 'shared', (tx) => replaceWorkflow(tx, id, flow({ name: 'two' }), 1)),
      )
    const answers = await Promise.all([put(), put(), put()])
    expect(answers.filter((answer) => answer === 'accepted')).toHaveLength(1)
    expect(answers.filter((answer) => answer.startsWith('STALE_REVISION 409'))).toHaveLength(2)
    expect((await within((tx) => readWorkflow(tx, id)))?.revisionId).toBe(2)
  })

  test('api.md 4.8 data sources stay, and so do additions that it says nothing about', async () => {
    const dataSources = [{ name: 'fetched_object_1', type: 'ASSOCIATION' }]
    const { id } = await create({ dataSources, millrace: { timeZone: 'America/Lima' } })
    const next = await within((tx) => replaceWorkflow(tx, id, flow(), 1))
    expect(next.flow).toMatchObject({ dataSources, millrace: { timeZone: 'America/Lima' } })
    expect((await within((tx) => readWorkflow(tx, id)))?.flow).toEqual(next.flow)
  })

  test('engine.md 6 an action id that was ever used is never offered again', async () => {
    const { id } = await create({ actions: [step('40')], startActionId: '40' })
    expect(
      (await within((tx) => replaceWorkflow(tx, id, flow({ actions: [step('3')] }), 1))).nextActionId,
    ).toBe(41)
  })

  test('what it enrolls cannot change', async () => {
    const { id } = await create()
    const company = flow({ type: 'PLATFORM_FLOW', objectTypeId: '0-2' })
    expect(await refusal(within((tx) => replaceWorkflow(tx, id, company, 1)))).toMatch(
      /^WORKFLOW_INVALID 400/,
    )
  })

  test('a uuid of another workflow is refused and changes nothing', async () => {
    await create({ uuid: 'taken' })
    const { id } = await create({ uuid: 'mine' })
    expect(await refusal(within((tx) => replaceWorkflow(tx, id, flow({ uuid: 'taken' }), 1)))).toMatch(
      /^UNIQUE_VALUE_TAKEN/,
    )
    expect((await within((tx) => readWorkflow(tx, id)))?.revisionId).toBe(1)
  })
})

describe('publishing', () => {
  const publish = (id: number, revisionId: number, enabledEpoch: number) =>
    within((tx) =>
      markPublished(tx, id, revisionId, { enabledAt: 1_700_000_000_000, enabledEpoch, note: 'n' }),
    )
  const moves = async (id: number) =>
    (await within((tx) => readRevisionMoves(tx, [id])))
      .map(({ fromRevisionId, toRevisionId, movedActions }) => ({
        fromRevisionId,
        toRevisionId,
        movedActions,
      }))
      .sort((a, b) => a.fromRevisionId - b.fromRevisionId)

  test('W-PUB-23 turns on the revision, and off again', async () => {
    const { id } = await create()
    await publish(id, 1, 5)
    expect(await within((tx) => readWorkflow(tx, id))).toMatchObject({
      isEnabled: true,
      publishedRevisionId: 1,
      flow: { isEnabled: true },
    })
    expect(await within((tx) => turnOff(tx, id))).toBe(true)
    expect(await within((tx) => turnOff(tx, id))).toBe(false)
    expect(await within((tx) => readWorkflow(tx, id))).toMatchObject({
      isEnabled: false,
      publishedRevisionId: 1,
    })
  })

  test('engine.md 6 W-ENR-14 each revision people may stand on leads straight to the newest published one', async () => {
    const { id } = await create({
      startActionId: '1',
      actions: [step('1', '2'), step('2', '3'), step('3', '4'), step('4')],
    })
    await publish(id, 1, 5)
    await within((tx) =>
      replaceWorkflow(
        tx,
        id,
        flow({ startActionId: '1', actions: [step('1', '3'), step('3', '4'), step('4')] }),
        1,
      ),
    )
    await publish(id, 2, 6)
    expect(await moves(id)).toEqual([{ fromRevisionId: 1, toRevisionId: 2, movedActions: { '2': '3' } }])
    // Revision 3 is saved but never published: nobody stands there.
    await within((tx) => replaceWorkflow(tx, id, flow({ actions: [] }), 2))
    await within((tx) =>
      replaceWorkflow(tx, id, flow({ startActionId: '1', actions: [step('1', '4'), step('4')] }), 3),
    )
    await publish(id, 4, 7)
    expect(await moves(id)).toEqual([
      { fromRevisionId: 1, toRevisionId: 4, movedActions: { '2': '4', '3': '4' } },
      { fromRevisionId: 2, toRevisionId: 4, movedActions: { '3': '4' } },
    ])
  })

  test('W-RUN-4 publishing while it is on keeps the moment it was turned on', async () => {
    const { id } = await create()
    const epoch = () =>
      within(async (tx) => {
        const [row] = await tx.query<{ epoch: number }>(
          sql`SELECT enabled_epoch AS epoch FROM workflows WHERE id = ${id}`,
        )
        return row?.epoch
      })
    await publish(id, 1, 5)
    await within((tx) => replaceWorkflow(tx, id, flow(), 1))
    await publish(id, 2, 9)
    expect(await epoch()).toBe(5)
    await within((tx) => turnOff(tx, id))
    await publish(id, 2, 12)
    expect(await epoch()).toBe(12)
  })

  test('a revision that does not exist cannot be published', async () => {
    const { id } = await create()
    expect(await refusal(publish(id, 3, 5))).toMatch(/^REVISION_NOT_FOUND 404/)
  })

  test('a deleted workflow is off and gone, its revisions are kept', async () => {
    const { id } = await create({ name: 'kept' })
    await publish(id, 1, 5)
    expect(await within((tx) => deleteWorkflow(tx, id))).toBe(true)
    expect(await within((tx) => deleteWorkflow(tx, id))).toBe(false)
    expect(await within((tx) => readWorkflow(tx, id))).toBeUndefined()
    expect((await within((tx) => readRevision(tx, id, 1)))?.flow.name).toBe('kept')
  })
})
