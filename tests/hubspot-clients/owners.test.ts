// Users, teams and owners through HubSpot's own client.
import { Client } from '@hubspot/api-client'
import { createToken } from '@millrace/store'
import { fingerprint } from '@millrace/store/testing'
import { expect, test } from 'vitest'
import { refusal } from './refusal.js'
import { twoClients } from './two-clients.js'

const { server, hub, other } = await twoClients()

const owners = () => hub.crm.owners.ownersApi
const users = () => hub.settings.users.usersApi
const aUser = (email: string, more: object = {}) => users().create({ email, ...more } as never)
const ownerOf = async (email: string) => (await owners().getPage(email)).results[0]

test('each account begins with the user who owns it, who is an owner', async () => {
  const [first] = (await owners().getPage()).results
  expect(first).toMatchObject({ type: 'PERSON', archived: false, createdAt: expect.any(Date) })
  expect(first?.email).toBe(`owner@account-${server.a.accountId}.invalid`)
  const [user] = (await users().getPage()).results
  expect(user).toMatchObject({ id: String(first?.userId), superAdmin: true })
  expect((await other.crm.owners.ownersApi.getPage()).results.map(({ id }) => id)).not.toContain(first?.id)
})

test('a user is made, read by id and by address, changed, and deactivated; its owner is archived and comes back', async () => {
  const made = await aUser(' Ada@Example.test', { firstName: 'Ada', lastName: 'Lovelace', roleId: '2' })
  expect(made).toMatchObject({ email: 'ada@example.test', firstName: 'Ada', roleId: '2', superAdmin: false })
  expect((await users().getById('ADA@example.test', 'EMAIL')).id).toBe(made.id)
  expect((await users().getById(made.id)).lastName).toBe('Lovelace')
  expect((await refusal(aUser('ada@example.test'))).code).toBe(409)
  expect((await users().replace(made.id, { lastName: 'King' } as never)).firstName).toBe('Ada')
  const owner = await ownerOf('ada@example.test')
  expect(owner).toMatchObject({ firstName: 'Ada', lastName: 'King', userId: Number(made.id) })
  expect((await owners().getById(Number(made.id), 'userId')).id).toBe(owner?.id)
  expect((await owners().getById(Number(owner?.id))).email).toBe('ada@example.test')

  const before = await fingerprint(server.db, server.a.accountId)
  expect((await refusal(other.settings.users.usersApi.getById(made.id))).code).toBe(404)
  expect((await refusal(other.settings.users.usersApi.replace(made.id, {} as never))).code).toBe(404)
  expect((await refusal(other.crm.owners.ownersApi.getById(Number(owner?.id)))).code).toBe(404)
  await other.settings.users.usersApi.archive(made.id)
  expect(await fingerprint(server.db, server.a.accountId)).toBe(before)

  await users().archive(made.id)
  await users().archive(made.id)
  expect((await refusal(users().getById(made.id))).code).toBe(404)
  expect((await refusal(owners().getById(Number(owner?.id)))).code).toBe(404)
  const archived = await owners().getById(Number(owner?.id), 'id', true)
  expect(archived).toMatchObject({ archived: true, userIdIncludingInactive: Number(made.id) })
  expect(archived.userId).toBeUndefined()
  expect((await owners().getPage(undefined, undefined, 100, true)).results.map(({ id }) => id)).toEqual([
    owner?.id,
  ])
  expect(await aUser('ada@example.test')).toMatchObject({ id: made.id })
  expect((await ownerOf('ada@example.test'))?.id).toBe(owner?.id)
})

test('A-OWN-2 owner properties take owners of the account and nobody else', async () => {
  await aUser('grace@example.test')
  const id = (await ownerOf('grace@example.test'))?.id ?? ''
  const contact = (properties: Record<string, string>) =>
    hub.crm.contacts.basicApi.create({ properties, associations: [] })
  expect((await contact({ hubspot_owner_id: id })).properties.hubspot_owner_id).toBe(id)
  const [foreign] = (await other.crm.owners.ownersApi.getPage()).results
  for (const wrong of ['999999', foreign?.id ?? '', 'grace@example.test']) {
    const { code, body } = await refusal(contact({ hubspot_owner_id: wrong }))
    expect([code, body.errors]).toMatchObject([400, [{ code: 'INVALID_OPTION', in: 'hubspot_owner_id' }]])
  }
  const made = await server.a.call('POST', '/crm/v3/properties/contacts', {
    name: 'account_manager',
    label: 'Account manager',
    type: 'enumeration',
    fieldType: 'select',
    groupName: 'information',
    referencedObjectType: 'OWNER',
  })
  expect([made.status, made.body]).toMatchObject([
    201,
    { externalOptions: true, referencedObjectType: 'OWNER' },
  ])
  expect((await contact({ account_manager: id })).properties.account_manager).toBe(id)
  expect((await refusal(contact({ account_manager: '1' }))).code).toBe(400)
  const property = await hub.crm.properties.coreApi.getByName('contacts', 'hubspot_owner_id')
  expect(property.options.find(({ value }) => value === id)).toMatchObject({ label: 'grace@example.test' })
})

test('A-OWN-6 A-OWN-7 a user has one main team and any number of others; owners show them', async () => {
  const team = async (name: string) =>
    String((await server.a.call('POST', '/millrace/v1/teams', { name })).body.id)
  const [north, south] = [await team('North'), await team('South')]
  const user = await aUser('alan@example.test', { primaryTeamId: north, secondaryTeamIds: [south] })
  expect(user).toMatchObject({ primaryTeamId: north, secondaryTeamIds: [south] })
  const { results } = await hub.settings.users.teamsApi.getAll()
  expect(results).toEqual([
    { id: north, name: 'North', userIds: [user.id], secondaryUserIds: [] },
    { id: south, name: 'South', userIds: [], secondaryUserIds: [user.id] },
  ])
  expect((await ownerOf('alan@example.test'))?.teams).toEqual([
    { id: north, name: 'North', primary: true },
    { id: south, name: 'South', primary: false },
  ])
  expect((await other.settings.users.teamsApi.getAll()).results).toEqual([])
  const foreign = await server.b.call('PUT', `/settings/v3/users/${await firstUserOf()}`, {
    primaryTeamId: north,
  })
  expect([foreign.status, foreign.body.subCategory]).toEqual([404, 'TEAM_NOT_FOUND'])
  expect((await server.b.call('PATCH', `/millrace/v1/teams/${north}`, { name: 'x' })).status).toBe(404)
  await server.b.call('DELETE', `/millrace/v1/teams/${north}`)
  expect((await server.a.call('PATCH', `/millrace/v1/teams/${north}`, { name: 'South' })).status).toBe(409)
  expect((await server.a.call('PATCH', `/millrace/v1/teams/${north}`, { name: 'Far north' })).body.name).toBe(
    'Far north',
  )
  await server.a.call('DELETE', `/millrace/v1/teams/${north}`)
  expect(await users().getById(user.id)).toMatchObject({ secondaryTeamIds: [south] })
})

async function firstUserOf(): Promise<string> {
  return (await other.settings.users.usersApi.getPage()).results[0]?.id ?? ''
}

test('an account keeps a super admin, and a deactivated user’s tokens speak for nobody', async () => {
  const [first] = (await users().getPage()).results
  const refused = await refusal(users().archive(first?.id ?? ''))
  expect([refused.code, refused.body.subCategory]).toEqual([409, 'LAST_ADMIN'])
  expect((await hub.settings.users.rolesApi.getAll()).results.map(({ name }) => name)).toEqual([
    'Super admin',
    'Member',
  ])
  const user = await aUser('second@example.test', { roleId: '1' })
  const { accountId } = server.a
  const { text } = await createToken(server.db, { accountId, label: 'x', userId: Number(user.id) })
  await users().archive(user.id)
  const mine = new Client({ basePath: server.url, accessToken: text })
  expect((await refusal(mine.settings.users.usersApi.getPage())).code).toBe(401)
})

test('owners and users page to the end', async () => {
  const seen = new Set<string>()
  let after: string | undefined
  do {
    const page = await owners().getPage(undefined, after, 2)
    for (const { id } of page.results) seen.add(id)
    after = page.paging?.next?.after
  } while (after !== undefined)
  expect(seen.size).toBe((await users().getPage(100)).results.length)
  expect((await users().getPage(1)).paging?.next?.after).toBeDefined()
})

test.each([
  '/crm/owners/2026-03',
  '//crm/v3/owners/?limit=1',
  '/settings/users/v3',
  '/settings/users/2026-09-beta/roles',
  '/settings/users/v3/teams',
])('served at %s as well', async (path) => {
  expect((await server.a.call('GET', path)).status).toBe(200)
})

test.each<[string, object]>([
  ['email', { email: 'nobody' }],
  ['roleId', { email: 'new@example.test', roleId: '77' }],
  ['firstName', { email: 'new@example.test', firstName: 'x'.repeat(101) }],
  ['secondaryTeamIds', { email: 'new@example.test', secondaryTeamIds: ['999'] }],
])('a user with a wrong %s is refused and not made', async (field, body) => {
  const before = await fingerprint(server.db, server.a.accountId)
  const answer = await server.a.call('POST', '/settings/v3/users', body)
  expect(answer.status === 400 || answer.status === 404).toBe(true)
  expect(answer.body.errors).toMatchObject([{ in: field }])
  expect(await fingerprint(server.db, server.a.accountId)).toBe(before)
})

test('an owner id that is no id is told as it was asked for', async () => {
  const response = await hub.apiRequest({ path: '/crm/v3/owners/nobody' })
  expect(response.status).toBe(404)
  expect(await response.json()).toMatchObject({
    message: 'There is no owner nobody.',
    context: { ids: ['nobody'] },
  })
})
