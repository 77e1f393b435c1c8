// Lists as a client makes and reads them, and a worker's turns taken by hand.
import { buildList, buildSnapshot, evaluate } from '@millrace/engine'
import { expect } from 'vitest'
import type { Tenant, TestServer } from './test-server.js'

export interface ListOnTheWire {
  readonly listId: string
  readonly size: number
  readonly processingStatus: string
  readonly name: string
}

export interface MembersOnTheWire {
  readonly total: number
  readonly results: readonly { readonly recordId: string }[]
  readonly paging?: { readonly next?: { after: string }; readonly prev?: { before: string } }
}

export const path = '/crm/v3/lists'

export const livesIn = (city: string) =>
  criteria({
    filterType: 'PROPERTY',
    property: 'city',
    operation: { operationType: 'MULTISTRING', operator: 'IS_EQUAL_TO', values: [city] },
  })

export const memberOf = (listId: string) => criteria({ filterType: 'IN_LIST', operator: 'IN_LIST', listId })

function criteria(filter: object) {
  return {
    filterBranchType: 'OR',
    filterBranches: [{ filterBranchType: 'AND', filterBranches: [], filters: [filter] }],
    filters: [],
  }
}

let made = 0
/** The id of a new list of contacts. */
export async function aList(tenant: Tenant, more: object = { processingType: 'MANUAL' }): Promise<string> {
  const { status, body } = await tenant.call<{ list: ListOnTheWire }>('POST', path, {
    name: `List ${++made}`,
    objectTypeId: '0-1',
    ...more,
  })
  expect([status, body]).toEqual([200, expect.anything()])
  return body.list.listId
}

/** Contacts, one a city. */
export async function people(tenant: Tenant, ...cities: readonly string[]): Promise<string[]> {
  const inputs = cities.map((city) => ({ properties: { city } }))
  const made = '/crm/v3/objects/contacts/batch/create'
  const { body } = await tenant.call<{ results: { id: string }[] }>('POST', made, { inputs })
  return body.results.map(({ id }) => id)
}

export async function listOf(tenant: Tenant, id: string): Promise<ListOnTheWire> {
  return (await tenant.call<{ list: ListOnTheWire }>('GET', `${path}/${id}`)).body.list
}

export async function membersOf(tenant: Tenant, id: string, tail = ''): Promise<string[]> {
  const { body } = await tenant.call<MembersOnTheWire>('GET', `${path}/${id}/memberships${tail}`)
  return body.results.map(({ recordId }) => recordId)
}

/** Returns when there is nothing left to build and to evaluate. */
export async function worked({ db }: TestServer, { accountId }: Tenant): Promise<void> {
  const waker = { wake() {}, async close() {} }
  const engine = { db, waker, workerId: '00000000-0000-4000-8000-000000000001', slot: 0 }
  for (let quiet = 0; quiet < 2; ) {
    const turns = [
      await buildList(engine, accountId),
      await buildSnapshot(engine, accountId),
      await evaluate(engine, accountId, 'interactive'),
      await evaluate(engine, accountId, 'bulk'),
    ]
    quiet = turns.every(({ claimed }) => claimed === 0) ? quiet + 1 : 0
  }
}
