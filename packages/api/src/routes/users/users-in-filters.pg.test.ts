// Criteria that name users by what they are, as a client writes them (W-FLF-25).
import { createWaker, startWorker, type Worker } from '@millrace/engine'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listOf, path as lists, membersOf } from '../../testing/a-list.js'
import { type Tenant, type TestServer, testServer } from '../../testing/index.js'

let server: TestServer
let worker: Worker
beforeAll(async () => {
  server = await testServer({ wakerOf: (db) => createWaker(db) })
  worker = await startWorker({ db: server.db, settings: { probeMs: 60_000 } })
})
afterAll(async () => {
  await worker.close()
  await server.close()
})

const ownedBy = (users: readonly string[], more: object = {}) => ({
  filterBranchType: 'OR',
  filterBranches: [
    {
      filterBranchType: 'AND',
      filterBranches: [],
      filters: [
        {
          filterType: 'PROPERTY',
          property: 'hubspot_owner_id',
          operation: {
            operationType: 'ENUMERATION',
            operator: 'IS_ANY_OF',
            values: [],
            millrace: { users, ...more },
          },
        },
      ],
    },
  ],
  filters: [],
})

/** A user with a contact of theirs. */
async function aUser({ call }: Tenant, email: string) {
  const user = String((await call('POST', '/settings/v3/users', { email })).body.id)
  const { body } = await call<{ results: { id: string; userId: number }[] }>(
    'GET',
    '/crm/v3/owners?limit=100',
  )
  const owner = body.results.find(({ userId }) => String(userId) === user)?.id
  const contact = await call('POST', '/crm/v3/objects/contacts', { properties: { hubspot_owner_id: owner } })
  return { user, contact: String(contact.body.id) }
}

const create = (tenant: Tenant, filterBranch: object, name: string) =>
  tenant.call<{ list: { listId: string } }>('POST', lists, {
    name,
    objectTypeId: '0-1',
    processingType: 'DYNAMIC',
    filterBranch,
  })

test('W-FLF-25 a list follows who is a user, in its own account only, and keeps its filter as it was written', async () => {
  const { a, b } = server
  const [mine, theirs] = [await aUser(a, 'ann@example.test'), await aUser(b, 'ben@example.test')]
  const filter = ownedBy(['ANY_DEACTIVATED_USER'])
  const [ours, others] = await Promise.all(
    [a, b].map(async (who) => (await create(who, filter, 'Orphans')).body.list),
  )
  const members = (who: Tenant, list = ours) => membersOf(who, list?.listId ?? '')
  await expect
    .poll(async () => (await listOf(a, ours?.listId ?? '')).processingStatus, { timeout: 20_000 })
    .toBe('COMPLETE')
  const read = await a.call('GET', `${lists}/${ours?.listId}?includeFilters=true`)
  expect(read.body).toMatchObject({ list: { filterBranch: filter } })
  expect(await members(a)).toEqual([])
  await a.call('DELETE', `/settings/v3/users/${mine.user}`)
  await expect.poll(() => members(a), { timeout: 20_000 }).toEqual([mine.contact])
  expect(await members(b, others)).toEqual([])
  await a.call('POST', '/settings/v3/users', { email: 'ann@example.test' })
  await expect.poll(() => members(a), { timeout: 20_000 }).toEqual([])
  await b.call('DELETE', `/settings/v3/users/${theirs.user}`)
  await expect.poll(() => members(b, others), { timeout: 20_000 }).toEqual([theirs.contact])
})

test('W-FLF-25 the team of a user is asked for by naming the user, who is one of this account', async () => {
  const { a, b } = server
  const [cyn, theirs] = [await aUser(a, 'cyn@example.test'), await aUser(b, 'dee@example.test')]
  const team = await a.call('POST', '/millrace/v1/teams', { name: 'Sales' })
  await a.call('PUT', `/settings/v3/users/${cyn.user}`, { primaryTeamId: team.body.id })
  const mine = (currentUserId?: string) => ownedBy(['CURRENT_USERS_TEAM'], { currentUserId })
  const made = await create(a, mine(cyn.user), 'My team')
  await expect.poll(() => membersOf(a, made.body.list.listId), { timeout: 20_000 }).toEqual([cyn.contact])
  for (const filter of [mine(), mine(theirs.user), mine('x'), ownedBy(['EVERYBODY'])])
    expect((await create(a, filter, `Refused ${JSON.stringify(filter)}`)).status).toBe(400)
})
