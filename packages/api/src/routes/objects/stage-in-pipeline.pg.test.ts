// A stage belongs to the pipeline beside it, also where a workflow or an import writes it (A-SRV-6).
import { startWorker, type Worker } from '@millrace/engine'
import { definitionsOf, importRows, startImport } from '@millrace/store'
import { fingerprint } from '@millrace/store/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestServer, testServer } from '../../testing/index.js'

let server: TestServer
let worker: Worker
let partners: string
let met: string

beforeAll(async () => {
  server = await testServer()
  const log = () => undefined
  worker = await startWorker({
    db: server.db,
    settings: { publicUrl: server.url, probeMs: 200 },
    log: { info: log, warn: log, error: log },
  })
  const { body } = await server.a.call<{ id: string; stages: { id: string }[] }>(
    'POST',
    '/crm/v3/pipelines/deals',
    {
      label: 'Partners',
      displayOrder: 1,
      stages: [{ label: 'Met', displayOrder: 0, metadata: { probability: '0.1' } }],
    },
  )
  partners = body.id
  met = body.stages[0]?.id ?? ''
})
afterAll(async () => {
  await worker.close()
  await server.close()
})

type Properties = Readonly<Record<string, string | null>>

async function aDeal(properties: Properties): Promise<string> {
  const { body } = await server.a.call<{ id: string }>('POST', '/crm/v3/objects/deals', { properties })
  return body.id
}

async function dealOf(id: string): Promise<Properties> {
  const path = `/crm/v3/objects/deals/${id}?properties=pipeline,dealstage,dealname`
  return (await server.a.call<{ properties: Properties }>('GET', path)).body.properties
}

/** What became of a deal for which a workflow writes these properties in one step, and how the step ended. */
async function edited(id: string, written: Properties) {
  const properties = Object.entries(written).map(([property_name, staticValue]) => ({
    property_name,
    value: { type: 'STATIC_VALUE', staticValue },
  }))
  const flow = await server.a.call<{ id: string }>('POST', '/automation/v4/flows', {
    type: 'PLATFORM_FLOW',
    objectTypeId: '0-3',
    flowType: 'WORKFLOW',
    name: 'Move',
    isEnabled: true,
    startActionId: '1',
    actions: [
      {
        actionId: '1',
        type: 'SINGLE_CONNECTION',
        actionTypeId: '0-5',
        actionTypeVersion: 0,
        fields: { properties },
      },
    ],
    timeWindows: [],
    blockedDates: [],
    customProperties: {},
    dataSources: [],
    nextAvailableActionId: '2',
    enrollmentCriteria: { type: 'MANUAL', shouldReEnroll: true },
  })
  expect([flow.status, flow.body]).toEqual([201, expect.anything()])
  const path = `/millrace/v1/workflows/${flow.body.id}`
  await server.a.call('POST', `${path}/enrollments`, { recordIds: [id] })
  const log = async () => {
    const { body } = await server.a.call<{
      results: { actionId: string | null; outcome: string; code?: string }[]
    }>('GET', `${path}/action-log`)
    return body.results.find(({ actionId }) => actionId === '1')
  }
  await expect.poll(log, { timeout: 10_000 }).toBeDefined()
  const { outcome, code } = (await log()) ?? {}
  return [outcome, code, await dealOf(id)]
}

test('A-SRV-6 A-EDR-20 a workflow moves deals in their pipeline, or in both at once; else both stay and the rest is written', async () => {
  const start = { pipeline: 'default', dealstage: 'qualifiedtobuy', dealname: 'Big' }
  const id = await aDeal(start)
  const before = await fingerprint(server.db, server.b.accountId)
  expect(await edited(id, { dealstage: met })).toMatchObject(['failed', 'invalid_option', start])
  expect(await edited(id, { dealname: 'Bigger', pipeline: partners })).toMatchObject([
    'failed',
    'invalid_option',
    { ...start, dealname: 'Bigger' },
  ])
  const inPlace = { dealstage: 'closedwon' }
  expect(await edited(id, inPlace)).toMatchObject(['succeeded', undefined, inPlace])
  // In whichever order: together they fit.
  const moved = { dealstage: met, pipeline: partners }
  expect(await edited(id, moved)).toMatchObject(['succeeded', undefined, moved])
  expect(await fingerprint(server.db, server.b.accountId)).toBe(before)
})

test('A-SRV-6 an import refuses the row, of a deal that is there as of a new one', async () => {
  const { a } = server
  await a.call('POST', '/crm/v3/properties/deals', {
    name: 'code',
    label: 'Code',
    type: 'string',
    fieldType: 'text',
    groupName: 'dealinformation',
    hasUniqueValue: true,
  })
  const known = await aDeal({ code: 'known', pipeline: 'default', dealstage: 'closedlost' })
  const result = await server.db.withAccount(a.accountId, 'shared', async (tx) => {
    const definitions = await definitionsOf(tx)
    const uniqueKey = definitions.property('0-3', 'code')
    if (!uniqueKey) throw new Error('deals have no code')
    return importRows(tx, definitions, {
      importId: await startImport(tx, '0-3', 'deals.csv'),
      objectTypeId: '0-3',
      uniqueKey,
      rows: [
        { code: 'known', dealstage: met },
        { code: 'wrong', dealstage: met, pipeline: 'default' },
        { code: 'right', dealstage: met, pipeline: partners },
      ],
    })
  })
  expect(result).toMatchObject({
    created: 1,
    updated: 0,
    refused: [
      { row: 0, problem: { code: 'INVALID_OPTION', field: 'dealstage' } },
      { row: 1, problem: { code: 'INVALID_OPTION', field: 'dealstage' } },
    ],
  })
  expect(await dealOf(known)).toMatchObject({ dealstage: 'closedlost' })
  const found = await server.b.call('POST', '/crm/v3/objects/deals/search', {})
  expect(found.body).toMatchObject({ total: 0 })
})
