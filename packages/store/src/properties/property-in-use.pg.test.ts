import { parseFlow } from '@millrace/definitions'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bumpEpoch } from '../definitions/bump-epoch.js'
import { definitionsOf } from '../definitions/definitions-cache.js'
import { createList } from '../lists/create-list.js'
import { anAccount, fingerprint, type TestDatabase, testDatabase } from '../testing/index.js'
import { createWorkflow } from '../workflows/create-workflow.js'
import { deleteWorkflow } from '../workflows/delete-workflow.js'
import { markPublished } from '../workflows/mark-published.js'
import { archiveProperty } from './change-property.js'
import { createProperties } from './create-properties.js'

let database: TestDatabase
let account: number
let other: number
let users: number[]

const group = (...parts: readonly object[]) => ({
  filterBranchType: 'AND',
  filterBranches: parts.filter((part) => 'filterBranchType' in part),
  filters: parts.filter((part) => !('filterBranchType' in part)),
})
const known = (property: string) => ({
  filterType: 'PROPERTY',
  property,
  operation: { operationType: 'ALL_PROPERTY', operator: 'IS_KNOWN', includeObjectsWithNoValueSet: false },
})
const ofCompany = (property: string) => ({
  ...group(known(property)),
  filterBranchType: 'ASSOCIATION',
  filterBranchOperator: 'AND',
  objectTypeId: '0-2',
  associationTypeId: 279,
  associationCategory: 'HUBSPOT_DEFINED',
  operator: 'IN_LIST',
})

/** Enrolls who has `read_here` and a company with `read_there`, and sets `written_here`. */
async function aWorkflow(accountId: number): Promise<number> {
  const parsed = parseFlow({
    type: 'CONTACT_FLOW',
    objectTypeId: '0-1',
    flowType: 'WORKFLOW',
    startActionId: '1',
    actions: [
      {
        actionId: '1',
        type: 'SINGLE_CONNECTION',
        actionTypeId: '0-5',
        fields: { property_name: 'written_here', value: { type: 'STATIC_VALUE', staticValue: 'x' } },
      },
    ],
    enrollmentCriteria: {
      type: 'LIST_BASED',
      shouldReEnroll: false,
      listFilterBranch: {
        filterBranchType: 'OR',
        filterBranches: [group(known('read_here'), ofCompany('read_there'))],
        filters: [],
      },
    },
  })
  if (!parsed.ok) throw parsed.problems[0]
  return database.db.withAccount(accountId, 'exclusive', async (tx) => {
    const { id, revisionId } = await createWorkflow(tx, parsed.flow)
    await markPublished(tx, id, revisionId, { enabledAt: 1, enabledEpoch: await bumpEpoch(tx) })
    return id
  })
}

const own = (name: string) => ({ name, label: name, type: 'string', fieldType: 'text' }) as const

function make(accountId: number, objectTypeId: string, ...names: string[]) {
  return database.db.withAccount(accountId, 'exclusive', async (tx) =>
    createProperties(tx, await definitionsOf(tx), objectTypeId, names.map(own)),
  )
}

function archive(accountId: number, objectTypeId: string, name: string) {
  return database.db.withAccount(accountId, 'exclusive', async (tx) =>
    archiveProperty(tx, await definitionsOf(tx), objectTypeId, name),
  )
}

beforeAll(async () => {
  database = await testDatabase()
  account = await anAccount(database.db)
  other = await anAccount(database.db)
  for (const each of [account, other]) {
    await make(each, '0-1', 'read_here', 'written_here', 'read_there')
    await make(each, '0-2', 'read_there', 'read_here')
  }
  users = [await aWorkflow(account), await aWorkflow(account)]
})
afterAll(() => database.close())

test.each([
  ['a trigger reads', '0-1', 'read_here'],
  ['an action writes', '0-1', 'written_here'],
  ['a trigger reads of associated records', '0-2', 'read_there'],
])('a property that %s is in use, and the refusal names by whom', async (_, objectTypeId, name) => {
  const before = await fingerprint(database.db, account)
  await expect(archive(account, objectTypeId, name)).rejects.toMatchObject({
    code: 'PROPERTY_IN_USE',
    status: 409,
    context: { propertyName: [name], workflowId: users.map(String) },
  })
  expect(await fingerprint(database.db, account)).toBe(before)
  await archive(other, objectTypeId, name)
})

test('the same name on another object is not in use', async () => {
  await archive(account, '0-2', 'read_here')
  await archive(account, '0-1', 'read_there')
})

test('it is free once the last workflow that uses it is gone', async () => {
  const [first = 0, second = 0] = users
  const drop = (id: number) =>
    database.db.withAccount(account, 'exclusive', async (tx) => {
      await deleteWorkflow(tx, id)
      await bumpEpoch(tx)
    })
  await drop(first)
  await expect(archive(account, '0-1', 'read_here')).rejects.toMatchObject({
    context: { workflowId: [String(second)] },
  })
  await drop(second)
  await archive(account, '0-1', 'read_here')
})

test('a property that an active list reads, of its own records or of associated ones, is in use', async () => {
  const accountId = await anAccount(database.db)
  await make(accountId, '0-1', 'read_here')
  await make(accountId, '0-2', 'read_there')
  const listId = await database.db.withAccount(accountId, 'exclusive', async (tx) => {
    const filter = {
      filterBranchType: 'OR',
      filterBranches: [group(known('read_here'), ofCompany('read_there'))],
      filters: [],
    }
    const id = await createList(tx, {
      objectTypeId: '0-1',
      name: 'Reading',
      processingType: 'DYNAMIC',
      filter,
    })
    await bumpEpoch(tx)
    return id
  })
  for (const [objectTypeId, name] of [
    ['0-1', 'read_here'],
    ['0-2', 'read_there'],
  ] as const)
    await expect(archive(accountId, objectTypeId, name)).rejects.toMatchObject({
      code: 'PROPERTY_IN_USE',
      context: { propertyName: [name], listId: [String(listId)] },
    })
})
