// The bad input of the first issue: one clear error each, and nothing has changed.
import { fingerprint } from '@millrace/store/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aManualFlow } from './testing/a-manual-flow.js'
import { type Answer, type TestServer, testServer } from './testing/index.js'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.close())

const contacts = '/crm/v3/objects/contacts'
const flows = '/automation/v4/flows'

/** Everything of both accounts that a request could have changed. */
async function everything(): Promise<string> {
  const prints = [server.a, server.b].map(({ accountId }) => fingerprint(server.db, accountId))
  return (await Promise.all(prints)).join()
}

interface Refusal {
  readonly status: number
  readonly code: string
  readonly field?: string
}

async function expectRefused(
  request: () => Promise<Answer>,
  { status, code, field }: Refusal,
): Promise<void> {
  const before = await everything()
  const answer = await request()
  expect(answer.body).toMatchObject({ status: 'error', message: expect.stringMatching(/\w+ \w+/) })
  const errors = (answer.body.errors ?? []) as { code?: string; in?: string }[]
  expect([
    answer.status,
    answer.body.subCategory === code || errors.some((error) => error.code === code),
  ]).toEqual([status, true])
  if (field !== undefined) expect(errors.map((error) => error.in)).toContain(field)
  expect(await everything()).toBe(before)
}

const step = (members: object) => aManualFlow('lastname', members)

const criteria = (filter: object) => ({
  ...step({}),
  enrollmentCriteria: {
    type: 'LIST_BASED',
    shouldReEnroll: false,
    listFilterBranch: {
      filterBranchType: 'OR',
      filterBranchOperator: 'OR',
      filters: [],
      filterBranches: [
        { filterBranchType: 'AND', filterBranchOperator: 'AND', filterBranches: [], filters: [filter] },
      ],
    },
  },
})

const known = (property: string, operator: string) => ({
  filterType: 'PROPERTY',
  property,
  operation: { operationType: 'ALL_PROPERTY', operator },
})

test.each<[string, string, unknown, Refusal]>([
  ['malformed JSON', contacts, '{"properties": {', { status: 400, code: 'INVALID_JSON' }],
  ['no body', contacts, undefined, { status: 400, code: 'INVALID_BODY' }],
  ['a body that is no object', contacts, '[1]', { status: 400, code: 'INVALID_BODY' }],
  [
    'a batch without inputs',
    `${contacts}/batch/create`,
    '{}',
    { status: 400, code: 'INVALID_BODY', field: 'inputs' },
  ],
  [
    'a dangling edge',
    flows,
    step({ connection: { edgeType: 'STANDARD', nextActionId: '9' } }),
    { status: 400, code: 'DANGLING_EDGE' },
  ],
  [
    'a cycle without a wait',
    flows,
    step({ connection: { edgeType: 'GOTO', nextActionId: '1' } }),
    { status: 400, code: 'CYCLE_WITHOUT_WAIT' },
  ],
  [
    'an unknown property in criteria',
    flows,
    criteria(known('no_such_property', 'IS_KNOWN')),
    { status: 400, code: 'PROPERTY_DOESNT_EXIST' },
  ],
  [
    'an unknown property in a record',
    contacts,
    { properties: { nope: '1' } },
    { status: 400, code: 'PROPERTY_DOESNT_EXIST', field: 'nope' },
  ],
  ['an empty connection', flows, step({ connection: {} }), { status: 400, code: 'WORKFLOW_INVALID' }],
  [
    'a flow of a type that does not fit',
    flows,
    { ...step({}), objectTypeId: '0-2' },
    { status: 400, code: 'WORKFLOW_INVALID', field: 'type' },
  ],
  [
    'a body of three megabytes',
    contacts,
    JSON.stringify({ properties: { firstname: 'x'.repeat(3 * 1024 * 1024) } }),
    { status: 413, code: 'BODY_TOO_LARGE' },
  ],
  [
    'a value of 65,537 characters',
    contacts,
    { properties: { firstname: 'x'.repeat(65_537) } },
    { status: 400, code: 'VALUE_TOO_LONG', field: 'firstname' },
  ],
  [
    'a lone surrogate',
    contacts,
    '{"properties": {"firstname": "\\ud83d"}}',
    { status: 400, code: 'INVALID_TEXT', field: 'properties.firstname' },
  ],
  ['a NUL', contacts, '{"properties": {"firstname": "\\u0000"}}', { status: 400, code: 'INVALID_TEXT' }],
  [
    '__proto__',
    contacts,
    '{"properties": {"__proto__": {"email": "x"}}}',
    { status: 400, code: 'FORBIDDEN_KEY', field: 'properties.__proto__' },
  ],
  [
    'a key twice',
    contacts,
    '{"properties": {"email": "a@b.c", "email": "d@e.f"}}',
    { status: 400, code: 'FORBIDDEN_KEY', field: 'email' },
  ],
  [
    '101 inputs',
    `${contacts}/batch/create`,
    { inputs: Array(101).fill({ properties: {} }) },
    { status: 400, code: 'LIMIT_EXCEEDED' },
  ],
  [
    'an object type that is not there',
    '/crm/v3/objects/unicorns',
    { properties: {} },
    { status: 404, code: 'OBJECT_TYPE_NOT_FOUND' },
  ],
  [
    'a lone surrogate in a flow',
    flows,
    '{"name": "\\udc00"}',
    { status: 400, code: 'INVALID_TEXT', field: 'name' },
  ],
])('%s is refused, and changes nothing', async (_name, path, body, refusal) => {
  await expectRefused(() => server.a.call('POST', path, body), refusal)
})

test('an unknown operator is kept in a flow that is off, and never turned on', async () => {
  const flow = criteria(known('firstname', 'IS_SOMEWHAT_LIKE'))
  const refused = await server.a.call('POST', flows, flow)
  expect(refused.status).toBe(400)
  expect((refused.body.errors as { in: string }[])[0]?.in).toContain('.operation.')
  expect((await server.a.call('POST', flows, { ...flow, isEnabled: false })).status).toBe(201)
})

test('a record of another account is not there, under any name', async () => {
  const theirs = await server.b.call('POST', contacts, { properties: { email: 'theirs@example.test' } })
  const path = `${contacts}/${theirs.body.id}`
  const missing = { status: 404, code: 'RECORD_NOT_FOUND' }
  await expectRefused(() => server.a.call('GET', path), missing)
  await expectRefused(() => server.a.call('PATCH', path, { properties: { firstname: 'mine' } }), missing)
  await expectRefused(
    () => server.a.call('GET', `${contacts}/theirs%40example.test?idProperty=email`),
    missing,
  )
  const before = await everything()
  expect((await server.a.call('DELETE', path)).status).toBe(204)
  const batch = await server.a.call('POST', `${contacts}/batch/update`, {
    inputs: [{ id: theirs.body.id, properties: { firstname: 'mine' } }],
  })
  expect([batch.status, batch.body.numErrors]).toEqual([207, 1])
  expect(await everything()).toBe(before)
})

test('only JSON is taken', async () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  await expectRefused(() => server.a.call('POST', contacts, 'email=a@b.c', form), {
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
  })
})

test.each([
  ['/%E0%A4%A', 'INVALID_PATH'],
  [`${contacts}/%00`, 'INVALID_PATH'],
  [`${contacts}/1?idProperty=%00`, 'INVALID_QUERY'],
  [`${contacts}/1?idProperty=firstname`, 'INVALID_QUERY'],
  [`${contacts}?limit=101`, 'INVALID_QUERY'],
  [`${contacts}?limit=x`, 'INVALID_QUERY'],
  [`${contacts}?after=x`, 'INVALID_QUERY'],
  [`${contacts}?archived=maybe`, 'INVALID_QUERY'],
])('the address %s is refused as %s', async (path, code) => {
  await expectRefused(() => server.a.call('GET', path), { status: 400, code })
})

test('an Idempotency-Key repeats the first answer for the same request, and refuses another', async () => {
  const key = { 'idempotency-key': 'once' }
  const body = { properties: { email: 'once@example.test' } }
  const first = await server.a.call('POST', contacts, body, key)
  expect(first.status).toBe(201)
  const before = await everything()
  const together = await Promise.all([1, 2, 3].map(() => server.a.call('POST', contacts, body, key)))
  for (const again of together) expect([again.status, again.body]).toEqual([201, first.body])
  await expectRefused(() => server.a.call('POST', contacts, { properties: {} }, key), {
    status: 409,
    code: 'IDEMPOTENCY_KEY_REUSED',
  })
  expect(await everything()).toBe(before)
  expect((await server.b.call('POST', contacts, body, key)).body.id).not.toBe(first.body.id)
})

test('a refused request is not kept under its key: put right, it goes through', async () => {
  const key = { 'idempotency-key': 'second try' }
  expect((await server.a.call('POST', contacts, { properties: { nope: '1' } }, key)).status).toBe(400)
  expect((await server.a.call('POST', contacts, { properties: {} }, key)).status).toBe(201)
})

test('two creates of one email at the same moment: one record, one conflict', async () => {
  const body = { properties: { email: 'race@example.test' } }
  const answers = await Promise.all(Array.from({ length: 8 }, () => server.a.call('POST', contacts, body)))
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409, 409, 409])
  const conflict = answers.find(({ status }) => status === 409)
  expect(conflict?.body.message).toContain('Existing ID: ')
  expect(conflict?.headers.get('x-should-retry')).toBe('false')
})
