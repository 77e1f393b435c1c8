// What takes several transactions: under an Idempotency-Key it still happens once, and after a crash between two of
// them everything says what is so.
import { readWorkflow, replaceWorkflow } from '@millrace/store'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestServer, testServer } from './testing/index.js'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.close())

const flows = '/automation/v4/flows'
const workflows = '/millrace/v1/workflows'

/** Empty: whoever enrolls has been through it at once, and may again. */
const flow = (isEnabled: boolean) => ({
  type: 'CONTACT_FLOW',
  objectTypeId: '0-1',
  flowType: 'WORKFLOW',
  name: 'Once',
  isEnabled,
  actions: [],
  timeWindows: [],
  blockedDates: [],
  customProperties: {},
  dataSources: [],
  suppressionListIds: [],
  canEnrollFromSalesforce: false,
  nextAvailableActionId: '1',
  enrollmentCriteria: { type: 'MANUAL', shouldReEnroll: true },
})

async function aFlow(isEnabled: boolean, headers?: Record<string, string>): Promise<string> {
  const { status, body } = await server.a.call('POST', flows, flow(isEnabled), headers)
  expect(status).toBe(201)
  return String(body.id)
}

async function aContact(): Promise<string> {
  return String((await server.a.call('POST', '/crm/v3/objects/contacts', { properties: {} })).body.id)
}

const read = async (path: string) => (await server.a.call('GET', path)).body

function count(statement: (accountId: number) => ReturnType<typeof sql>): Promise<number> {
  const { accountId } = server.a
  return server.db.withAccount(accountId, 'read', async (tx) => {
    const [row] = await tx.query<{ n: number }>(statement(accountId))
    return row?.n ?? 0
  })
}

const enrollmentsIn = (workflowId: string) =>
  count(
    (accountId) =>
      sql`SELECT count(*) AS n FROM enrollments WHERE account_id = ${accountId} AND workflow_id = ${Number(workflowId)}`,
  )

test('2.5 POST enrollments under a key enrolls once, however often it is sent', async () => {
  const id = await aFlow(true)
  const recordIds = await Promise.all(Array.from({ length: 3 }, aContact))
  const key = { 'idempotency-key': 'enroll once' }
  const path = `${workflows}/${id}/enrollments`
  const first = await server.a.call('POST', path, { recordIds }, key)
  expect(first.body.results).toHaveLength(3)
  for (let times = 0; times < 2; times++)
    expect((await server.a.call('POST', path, { recordIds }, key)).body).toEqual(first.body)
  expect(await enrollmentsIn(id)).toBe(3)
  const other = await server.a.call('POST', path, { recordIds: recordIds.slice(1) }, key)
  expect([other.status, other.body.subCategory]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED'])
  await server.a.call('POST', path, { recordIds })
  expect(await enrollmentsIn(id)).toBe(6)
})

test('2.5 POST publication under a key turns on once: repeated after it was turned off it turns nothing on', async () => {
  const id = await aFlow(false)
  const key = { 'idempotency-key': 'publish once' }
  const path = `${workflows}/${id}/publication`
  const together = await Promise.all([1, 2, 3].map(() => server.a.call('POST', path, {}, key)))
  for (const answer of together)
    expect([answer.status, answer.body]).toEqual([202, { revisionId: '1', isEnabled: true }])
  expect(
    await count(
      (a) => sql`SELECT count(*) AS n FROM publications
    WHERE account_id = ${a} AND workflow_id = ${Number(id)}`,
    ),
  ).toBe(1)
  await server.a.call('DELETE', path)
  expect((await server.a.call('POST', path, {}, key)).body).toEqual({ revisionId: '1', isEnabled: true })
  expect(await read(path)).toEqual({ revisionId: '1', isEnabled: false })
})

test('2.5 POST of a flow that is to run: a repeat finishes what a crash between saving and turning on left', async () => {
  const key = { 'idempotency-key': 'flow once' }
  const id = await aFlow(true, key)
  expect((await read(`${flows}/${id}`)).isEnabled).toBe(true)
  await server.db.withAccount(server.a.accountId, 'shared', (tx) =>
    tx.execute(sql`UPDATE workflows SET is_enabled = false, published_revision_id = NULL
      WHERE account_id = ${tx.accountId} AND id = ${Number(id)}`),
  )
  expect((await read(`${flows}/${id}`)).isEnabled).toBe(false)
  expect(await aFlow(true, key)).toBe(id)
  expect((await read(`${flows}/${id}`)).isEnabled).toBe(true)
  await server.a.call('DELETE', `${workflows}/${id}/publication`)
  expect(await aFlow(true, key)).toBe(id)
  expect((await read(`${flows}/${id}`)).isEnabled).toBe(false)
})

test('4.8 after a crash between saving and publishing, the flow shows the edit and the publication what runs', async () => {
  const id = await aFlow(true)
  await server.db.withAccount(server.a.accountId, 'shared', async (tx) => {
    const stored = await readWorkflow(tx, Number(id))
    if (!stored) throw new Error('the flow is gone')
    await replaceWorkflow(tx, stored.id, { ...stored.flow, name: 'Edited' }, stored.revisionId)
  })
  const edited = await read(`${flows}/${id}`)
  expect(edited).toMatchObject({ name: 'Edited', revisionId: '2', isEnabled: true })
  expect(await read(`${workflows}/${id}/publication`)).toEqual({ revisionId: '1', isEnabled: true })
  expect((await read(`${flows}/${id}/revisions/1`)).name).toBe('Once')
  expect((await server.a.call('PUT', `${flows}/${id}`, edited)).status).toBe(200)
  const { revisionId } = await read(`${flows}/${id}`)
  expect(await read(`${workflows}/${id}/publication`)).toEqual({ revisionId, isEnabled: true })
})
