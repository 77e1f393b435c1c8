// Both generations of paths through one alias table (api.md 1): what an endpoint answers under its numbered spelling it
// answers under every other one, asked by HubSpot's client.
import { contract, type Endpoint } from '@millrace/api'
import { pathFamilies } from '@millrace/api/testing'
import { fingerprint } from '@millrace/store/testing'
import { expect, test } from 'vitest'
import { twoClients } from './two-clients.js'

const { server, hub } = await twoClients()

/** Of what an endpoint works on: an object type, an event, or something with a number that nothing has. */
function filledIn(path: string): string {
  return path.replace(/:([A-Za-z]+)/g, (_, name: string) =>
    /objectType/i.test(name) ? 'contacts' : name === 'eventName' ? 'nothing' : '999999',
  )
}

/** Every spelling of a path besides its own; dates that there are, and one that is yet to come. */
function otherSpellings({ path }: Endpoint): readonly string[] {
  const families = pathFamilies.filter((family) => path === family.path || path.startsWith(`${family.path}/`))
  const family = families.sort((a, b) => b.path.length - a.path.length)[0]
  return (family?.aliases ?? []).flatMap((alias) => {
    const spelling = alias + path.slice(family?.path.length)
    return alias.includes('{date}')
      ? ['2026-03', '2026-09-beta', '2031-03'].map((date) => spelling.replace('{date}', date))
      : [spelling]
  })
}

async function ask(method: string, path: string) {
  const hasBody = method !== 'GET' && method !== 'DELETE'
  const response = await hub.apiRequest({
    method: method as 'GET',
    path: filledIn(path),
    ...(hasBody && { body: {} }),
  })
  const text = await response.text()
  const body = text === '' ? {} : (JSON.parse(text) as { subCategory?: string; message?: string })
  return [response.status, body.subCategory, body.message]
}

const aliased = contract.filter((endpoint) => otherSpellings(endpoint).length > 0)

test('the table speaks of most of the contract', () => {
  expect(aliased.length).toBeGreaterThan(120)
})

test('every endpoint answers under each spelling what it answers under its own', async () => {
  const others = await fingerprint(server.db, server.b.accountId)
  const different: unknown[] = []
  for (const endpoint of aliased) {
    const own = await ask(endpoint.method, endpoint.path)
    expect([endpoint.id, ...own]).not.toContain('ROUTE_NOT_FOUND')
    for (const spelling of otherSpellings(endpoint)) {
      const answer = await ask(endpoint.method, spelling)
      if (answer.join() !== own.join()) different.push([endpoint.id, spelling, answer, own])
    }
  }
  expect(different).toEqual([])
  expect(await fingerprint(server.db, server.b.accountId)).toBe(others)
}, 120_000)
