// Workflows kept in files: pulled, compared, changed, pushed, with somebody else at the same server.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestServer, testServer } from '@millrace/api/testing'
import { main } from '@millrace/cli'
import { hubspotLikeFlow } from '@millrace/definitions/testing'
import { createWaker } from '@millrace/engine'
import { putSecret } from '@millrace/store'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'

type Json = Record<string, unknown>

let server: TestServer
let folder: string
const shelf = () => join(folder, 'workflows')

beforeAll(async () => {
  server = await testServer({ wakerOf: createWaker })
})
afterAll(() => server.close())
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-files-'))
  for (const tenant of [server.a, server.b]) {
    const { body } = await tenant.call<{ results: { id: string }[] }>('GET', '/automation/v4/flows')
    for (const { id } of body.results) await tenant.call('DELETE', `/automation/v4/flows/${id}`)
  }
})
afterEach(async () => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
})

/** As somebody types it, in the first account. */
async function millrace(...args: string[]) {
  vi.stubEnv('MILLRACE_DATA_DIR', folder)
  vi.stubEnv('MILLRACE_ACCESS_TOKEN', server.a.token)
  const said = { out: '', err: '' }
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said.out += text
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said.err += text
    return true
  })
  const code = await main([...args, '--url', server.url])
  vi.restoreAllMocks()
  return { code, ...said }
}
const workflows = (verb: string, ...args: string[]) => millrace('workflows', verb, shelf(), ...args)

const delay = (actionId: string, next?: string, delta = '5') => ({
  actionId,
  type: 'SINGLE_CONNECTION',
  actionTypeId: '0-1',
  fields: { delta, time_unit: 'MINUTES' },
  ...(next && { connection: { edgeType: 'STANDARD', nextActionId: next } }),
})
const flow = (members: object = {}) => ({
  type: 'CONTACT_FLOW',
  objectTypeId: '0-1',
  flowType: 'WORKFLOW',
  name: 'Wait twice',
  isEnabled: false,
  startActionId: '1',
  actions: [delay('10'), delay('1', '10')],
  enrollmentCriteria: { type: 'MANUAL', shouldReEnroll: true },
  ...members,
})

async function make(members: object = {}, tenant = server.a): Promise<string> {
  const { status, body } = await tenant.call<{ id: string }>('POST', '/automation/v4/flows', flow(members))
  expect(status).toBe(201)
  return body.id
}
const onServer = async (id: string, tenant = server.a) =>
  (await tenant.call('GET', `/automation/v4/flows/${id}`)).body
const put = async (id: string, change: object) =>
  server.a.call('PUT', `/automation/v4/flows/${id}`, { ...(await onServer(id)), ...change })

const read = async (name: string) => JSON.parse(await readFile(join(shelf(), name), 'utf8')) as Json
const write = async (name: string, change: object) =>
  writeFile(join(shelf(), name), JSON.stringify({ ...(await read(name)), ...change }))

describe('pull', () => {
  test('writes one file a workflow, canonical, without secrets or what only the server knows, of this account only', async () => {
    await server.db.withAccount(server.a.accountId, 'shared', (tx) =>
      putSecret(tx, Buffer.alloc(32), 'CRM_KEY', 'canary-secret'),
    )
    const webhook = {
      actionId: '1',
      type: 'WEBHOOK',
      method: 'POST',
      webhookUrl: 'https://hooks.example.test/',
      authSettings: { type: 'AUTH_KEY', name: 'x-key', location: 'HEADER', secretName: 'CRM_KEY' },
    }
    const id = await make({ actions: [webhook] })
    await make({ name: 'Wait twice', uuid: 'second' })
    await make({ name: 'canary of the other account' }, server.b)
    expect((await workflows('pull')).code).toBe(0)
    expect((await readdir(shelf())).sort()).toEqual(['wait-twice-second.json', 'wait-twice.json'])
    const text = await readFile(join(shelf(), 'wait-twice.json'), 'utf8')
    expect(text).not.toMatch(/canary|createdAt|updatedAt|nextAvailableActionId/)
    expect(Object.keys(JSON.parse(text) as Json).slice(0, 3)).toEqual(['id', 'revisionId', 'name'])
    expect(await read('wait-twice.json')).toMatchObject({
      id,
      actions: [{ authSettings: { secretName: 'CRM_KEY' } }],
    })
    expect(await read('wait-twice-second.json')).not.toHaveProperty('id')
  })

  test('a change of one step is a change of one line and the revision', async () => {
    const id = await make()
    await workflows('pull')
    const before = (await readFile(join(shelf(), 'wait-twice.json'), 'utf8')).split('\n')
    await put(id, { actions: [delay('1', '10', '6'), delay('10')] })
    await workflows('pull')
    const after = (await readFile(join(shelf(), 'wait-twice.json'), 'utf8')).split('\n')
    expect(after.length).toBe(before.length)
    expect(after.filter((line, index) => line !== before[index])).toEqual([
      '  "revisionId": "2",',
      '        "delta": "6",',
    ])
  })

  test('a file keeps its name, a file with changes of its own is left, and so is one that is only here', async () => {
    const id = await make()
    await workflows('pull')
    const renamed = join(shelf(), 'mine.json')
    await writeFile(renamed, await readFile(join(shelf(), 'wait-twice.json')))
    await rm(join(shelf(), 'wait-twice.json'))
    await writeFile(join(shelf(), 'only-here.json'), JSON.stringify(flow({ uuid: 'only-here' })))
    await put(id, { name: 'Renamed' })
    const first = await workflows('pull')
    expect([first.code, first.out]).toEqual([
      0,
      expect.stringContaining('only-here.json is not on the server'),
    ])
    expect(await read('mine.json')).toMatchObject({ name: 'Renamed' })

    await write('mine.json', { description: 'mine' })
    await put(id, { name: 'Renamed again' })
    const second = await workflows('pull')
    expect([second.code, second.out]).toEqual([
      1,
      expect.stringContaining('mine.json has changes of its own'),
    ])
    expect(await read('mine.json')).toMatchObject({ description: 'mine', name: 'Renamed' })
    expect((await workflows('pull', '--force')).code).toBe(0)
    expect(await read('mine.json')).not.toHaveProperty('description')
  })
})

describe('diff', () => {
  test('says by action what a push would change, and ends with 1; with 0 when there is nothing', async () => {
    await make()
    await workflows('pull')
    expect(await workflows('diff')).toMatchObject({ code: 0, out: expect.stringContaining('No difference') })
    await write('wait-twice.json', { actions: [delay('1', '12', '7'), delay('12')] })
    const { code, out } = await workflows('diff')
    expect(code).toBe(1)
    expect(out).toContain('action 1.fields.delta\n    - "5"\n    + "7"')
    expect(out).toContain('action 10\n    - {"actionId":"10"')
    expect(out).toContain('action 12\n    + {"actionId":"12"')
    const { code: again, out: json } = await workflows('diff', '--json')
    expect(again).toBe(1)
    expect(JSON.parse(json)).toMatchObject({ different: true, workflows: [{ file: 'wait-twice.json' }] })
  })

  test('what is only in one place is a difference, and a stale file is told', async () => {
    const id = await make()
    await workflows('pull')
    await put(id, { name: 'Newer' })
    await make({ name: 'Another' })
    const { out } = await workflows('diff')
    expect(out).toContain('! made from revision 1; the server is at 2')
    expect(out).toContain('"Another" is only on the server')
  })
})

describe('push', () => {
  test('creates, then updates by uuid, and the file goes on from the new revision', async () => {
    await make({ uuid: 'u1' })
    await workflows('pull')
    await rm(join(shelf(), 'wait-twice.json'))
    await writeFile(join(shelf(), 'new.json'), JSON.stringify(flow({ name: 'New' })))
    await writeFile(
      join(shelf(), 'by-uuid.json'),
      JSON.stringify(flow({ name: 'By uuid', uuid: 'u1', revisionId: '1' })),
    )
    const { code, out } = await workflows('push')
    expect([code, out]).toEqual([0, expect.stringMatching(/updated {3}by-uuid[\s\S]*created {3}new/)])
    const { id, revisionId } = await read('new.json')
    expect(await onServer(String(id))).toMatchObject({ name: 'New', revisionId })
    expect(await read('by-uuid.json')).toMatchObject({ revisionId: '2' })
    expect(await workflows('diff')).toMatchObject({ code: 0 })
    expect((await workflows('push')).out).toMatch(/unchanged[\s\S]*unchanged/)
  })

  test('api.md 4.8 a conflict is told and nothing is written; --force overwrites and says so', async () => {
    const id = await make()
    await workflows('pull')
    await put(id, { name: 'Theirs' })
    await write('wait-twice.json', { name: 'Mine' })
    const refused = await workflows('push')
    expect([refused.code, refused.out]).toEqual([
      1,
      expect.stringContaining('the server is at revision 2, the file is of 1'),
    ])
    expect(await onServer(id)).toMatchObject({ name: 'Theirs', revisionId: '2' })
    const forced = await workflows('push', '--force')
    expect([forced.code, forced.out]).toEqual([0, expect.stringContaining('revision 2 was overwritten')])
    expect(await onServer(id)).toMatchObject({ name: 'Mine', revisionId: '3' })
  })

  test('without --publish nothing that runs changes; with it on is on and off is off', async () => {
    const id = await make()
    await workflows('pull')
    await write('wait-twice.json', { isEnabled: true, name: 'On' })
    const first = await workflows('push')
    expect([first.code, first.out]).toEqual([0, expect.stringContaining('is off: --publish turns it on')])
    expect(await onServer(id)).toMatchObject({ isEnabled: false, name: 'On' })
    expect(await read('wait-twice.json')).toMatchObject({ isEnabled: true })
    expect((await workflows('push', '--publish')).code).toBe(0)
    expect(await onServer(id)).toMatchObject({ isEnabled: true })

    for (const change of [{ name: 'Runs' }, { name: 'On', isEnabled: false }]) {
      await write('wait-twice.json', change)
      const held = await workflows('push')
      expect([held.code, held.out]).toEqual([1, expect.stringContaining('is on, so this would run at once')])
      expect(await onServer(id)).toMatchObject({ isEnabled: true, name: 'On' })
    }
    expect((await workflows('push', '--publish')).code).toBe(0)
    expect(await onServer(id)).toMatchObject({ isEnabled: false })
  })

  test('engine.md 6 an addition of ours that left the file leaves the server', async () => {
    const id = await make({ millrace: { timeZone: 'Europe/Oslo' } })
    await workflows('pull')
    const { millrace: _gone, ...rest } = await read('wait-twice.json')
    await writeFile(join(shelf(), 'wait-twice.json'), JSON.stringify(rest))
    expect((await workflows('push')).code).toBe(0)
    expect(await onServer(id)).not.toHaveProperty('millrace')
  })

  test('what the server refuses, another account has or nobody has is told for its file; the others go through', async () => {
    const id = await make()
    await workflows('pull')
    const theirs = await make({ name: 'Theirs' }, server.b)
    const broken = { name: 'Cannot run', isEnabled: true, startActionId: '7' }
    await writeFile(join(shelf(), 'broken.json'), JSON.stringify(flow({ ...broken, uuid: 'broken' })))
    await writeFile(
      join(shelf(), 'foreign.json'),
      JSON.stringify(flow({ id: theirs, revisionId: '1', name: 'Taken' })),
    )
    await write('wait-twice.json', { name: 'Mine' })
    const { code, out } = await workflows('push', '--publish')
    expect(code).toBe(1)
    expect(out).toMatch(
      /refused {3}broken\.json[\s\S]*refused {3}foreign\.json[\s\S]*updated {3}wait-twice\.json/,
    )
    expect(await onServer(id)).toMatchObject({ name: 'Mine' })
    expect(await onServer(theirs, server.b)).toMatchObject({ name: 'Theirs', revisionId: '1' })
  })

  test.each([
    ['{"type": "CONTACT_FLOW"', 'is not JSON'],
    ['{"type": "CONTACT_FLOW"}', 'objectTypeId'],
    ['{"datasetId": 12345678901234567890}', 'cannot be kept exactly'],
  ])('a file that cannot be read (%s) ends the push before anything is sent', async (text, reason) => {
    const id = await make()
    await workflows('pull')
    await write('wait-twice.json', { name: 'Mine' })
    await writeFile(join(shelf(), 'zzz.json'), text)
    const { code, err } = await workflows('push')
    expect([code, err]).toEqual([1, expect.stringContaining(reason)])
    expect(await onServer(id)).toMatchObject({ name: 'Wait twice' })
  })
})

test('a wrong token is wrong usage, a server that is away ends with 3, a missing folder with a sentence', async () => {
  expect((await workflows('diff')).err).toMatch(/There is no file or folder/)
  await make()
  await workflows('pull')
  expect((await workflows('diff', '--token', 'guessed')).code).toBe(2)
  vi.stubEnv('MILLRACE_ACCESS_TOKEN', server.a.token)
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  expect(await main(['workflows', 'pull', shelf(), '--url', 'http://127.0.0.1:1', '--json'])).toBe(3)
})

test('api.md 4.9 import: dry run, a mapping to fill in, import, and the workflow can be turned on', async () => {
  const { uuid: _uuid, ...document } = hubspotLikeFlow()
  const small = { ...document, suppressionListIds: [], unEnrollmentSetting: null }
  const one = {
    ...small,
    enrollmentCriteria: { type: 'MANUAL', shouldReEnroll: false },
    startActionId: '10',
    actions: [
      {
        actionId: '10',
        type: 'SINGLE_CONNECTION',
        actionTypeId: '1-9405',
        fields: { anyThing: { at: 'all' } },
        connection: { edgeType: 'STANDARD', nextActionId: '18' },
      },
      { actionId: '18', type: 'SINGLE_CONNECTION', actionTypeId: '0-3', fields: { subject: 'Call' } },
    ],
  }
  const path = join(folder, 'exported.json')
  const mapping = join(folder, 'mapping.json')
  await writeFile(path, JSON.stringify({ results: [one] }))
  const dry = await millrace('workflows', 'import', path, '--dry-run', '--write-mapping', mapping)
  expect([dry.code, dry.out]).toEqual([
    0,
    expect.stringMatching(/To be mapped:\s+appActions 1-9405[\s\S]*not executed/),
  ])
  expect(JSON.parse(await readFile(mapping, 'utf8'))).toEqual({ appActions: { '1-9405': null } })

  await writeFile(mapping, JSON.stringify({ actions: { '10': 'remove' } }))
  const done = await millrace('workflows', 'import', path, '--mapping', mapping, '--json')
  const { results } = JSON.parse(done.out) as { results: { id: string; canBeTurnedOn: boolean }[] }
  expect(results[0]).toMatchObject({ canBeTurnedOn: true, references: [] })
  const published = await server.a.call('POST', `/millrace/v1/workflows/${results[0]?.id}/publication`, {
    enrollExisting: false,
  })
  expect(published.status).toBe(202)
}, 60_000)
