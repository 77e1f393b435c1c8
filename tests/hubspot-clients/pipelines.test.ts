import { fingerprint } from '@millrace/store/testing'
import { expect, test } from 'vitest'
import { refusal } from './refusal.js'
import { twoClients } from './two-clients.js'

const { server, hub, other } = await twoClients()

const stage = (label: string, displayOrder: number, metadata: Record<string, string>) => ({
  label,
  displayOrder,
  metadata,
})
const open = { ticketState: 'OPEN' }
const pipelines = () => hub.crm.pipelines.pipelinesApi
const stages = () => hub.crm.pipelines.pipelineStagesApi
const deal = (properties: Record<string, string>) =>
  hub.crm.deals.basicApi.create({ properties, associations: [] })

test('an account begins with the pipelines that HubSpot begins with, under the same ids', async () => {
  const [sales] = (await pipelines().getAll('deals')).results
  expect(sales).toMatchObject({ id: 'default', label: 'Sales Pipeline', createdAt: expect.any(Date) })
  expect(sales?.stages.map(({ id, metadata }) => [id, metadata?.probability, metadata?.isClosed])).toEqual([
    ['appointmentscheduled', '0.2', 'false'],
    ['qualifiedtobuy', '0.4', 'false'],
    ['presentationscheduled', '0.6', 'false'],
    ['decisionmakerboughtin', '0.8', 'false'],
    ['contractsent', '0.9', 'false'],
    ['closedwon', '1.0', 'true'],
    ['closedlost', '0.0', 'true'],
  ])
  const support = await pipelines().getById('0-5', '0')
  expect(support.stages.map(({ id, label, metadata }) => [id, label, metadata?.ticketState])).toEqual([
    ['1', 'New', 'OPEN'],
    ['2', 'Waiting on contact', 'OPEN'],
    ['3', 'Waiting on us', 'OPEN'],
    ['4', 'Closed', 'CLOSED'],
  ])
  expect((await pipelines().getAll('leads')).results).toHaveLength(1)
  expect((await pipelines().getAll('contacts')).results).toEqual([])
})

test('a pipeline is made, read, changed, written whole and deleted; another account sees none of it', async () => {
  const before = await fingerprint(server.db, server.b.accountId)
  const made = await pipelines().create('tickets', {
    label: 'Returns',
    displayOrder: 1,
    stages: [stage('Received', 0, open), stage('Paid back', 1, { ticketState: 'CLOSED' })],
  })
  expect(made.stages.map(({ label }) => label)).toEqual(['Received', 'Paid back'])
  expect((await pipelines().getAll('tickets')).results.map(({ label }) => label)).toEqual([
    'Support Pipeline',
    'Returns',
  ])
  const changed = await pipelines().update('tickets', made.id, { label: 'Sent back' })
  expect([changed.label, changed.stages.length]).toEqual(['Sent back', 2])
  const whole = { label: 'Sent back', displayOrder: 2, stages: [stage('Received', 0, open)] }
  const replaced = await pipelines().replace('tickets', made.id, whole)
  expect(replaced.stages.map(({ id }) => id)).toEqual([made.stages[0]?.id])
  expect((await refusal(other.crm.pipelines.pipelinesApi.getById('tickets', made.id))).code).toBe(404)
  expect(
    (await refusal(other.crm.pipelines.pipelinesApi.update('tickets', made.id, { label: 'x' }))).code,
  ).toBe(404)
  await other.crm.pipelines.pipelinesApi.archive('tickets', made.id)
  expect((await pipelines().getById('tickets', made.id)).id).toBe(made.id)

  const audits = (await hub.crm.pipelines.pipelineAuditsApi.getAudit('tickets', made.id)).results
  expect(audits.map(({ action }) => action)).toEqual(['UPDATE', 'UPDATE', 'CREATE'])
  expect(audits[0]).toMatchObject({ identifier: made.id, portalId: server.a.accountId })
  await pipelines().archive('tickets', made.id)
  await pipelines().archive('tickets', made.id)
  expect((await refusal(pipelines().getById('tickets', made.id))).code).toBe(404)
  expect(await fingerprint(server.db, server.b.accountId)).toBe(before)
})

test('a stage is made, read, changed, written whole and deleted', async () => {
  const made = await stages().create('deals', 'default', stage('Pilot', 3, { probability: '0.7' }))
  expect(made.metadata).toEqual({ probability: '0.7', isClosed: 'false' })
  expect((await stages().getById('deals', 'default', made.id)).label).toBe('Pilot')
  const changed = await stages().update('deals', 'default', made.id, { label: 'Trial' } as never)
  expect([changed.label, changed.metadata?.probability]).toEqual(['Trial', '0.7'])
  const replaced = await stages().replace(
    'deals',
    'default',
    made.id,
    stage('Trial', 4, { probability: '1' }),
  )
  expect(replaced.metadata).toEqual({ probability: '1.0', isClosed: 'true' })
  expect((await stages().getAll('deals', 'default')).results).toHaveLength(8)
  const audits = await hub.crm.pipelines.pipelineStageAuditsApi.getAudit('deals', made.id)
  expect(audits.results.map(({ action }) => action)).toEqual(['UPDATE', 'UPDATE', 'CREATE'])
  await stages().archive('deals', 'default', made.id)
  await stages().archive('deals', 'default', made.id)
  expect((await refusal(stages().getById('deals', 'default', made.id))).code).toBe(404)
})

test('a record stands in stages that there are: others are INVALID_OPTION, until somebody makes them', async () => {
  const refused = await refusal(deal({ dealname: 'D', pipeline: 'nowhere', dealstage: 'someday' }))
  expect(refused.code).toBe(400)
  expect(
    (refused.body.errors as { code: string; in: string }[]).map(({ in: at, code }) => [at, code]),
  ).toEqual([
    ['pipeline', 'INVALID_OPTION'],
    ['dealstage', 'INVALID_OPTION'],
  ])
  const { id } = await stages().create('deals', 'default', stage('Someday', 9, { probability: '0.1' }))
  const made = await deal({ dealname: 'D', pipeline: 'default', dealstage: id })
  expect(made.properties.dealstage).toBe(id)
  const property = await hub.crm.properties.coreApi.getByName('deals', 'dealstage')
  expect(property.options.find(({ value }) => value === id)?.label).toBe('Someday')
  // The stages of one account are nothing to another.
  const theirs = other.crm.deals.basicApi.create({
    properties: { dealname: 'D', dealstage: id },
    associations: [],
  })
  expect((await refusal(theirs)).code).toBe(400)

  const used = await refusal(stages().archive('deals', 'default', id))
  expect([used.code, used.body.context]).toEqual([400, { objectIds: [made.id], stageIds: [id] }])
  expect((await refusal(pipelines().archive('deals', 'default', true))).body.subCategory).toBe('STAGE_IN_USE')
  await hub.crm.deals.basicApi.update(made.id, { properties: { dealstage: 'closedlost' } })
  await stages().archive('deals', 'default', id)
  expect((await refusal(deal({ dealname: 'E', dealstage: id }))).code).toBe(400)
})

test('types without a pipeline take any stage; with one they take its own', async () => {
  const service = (properties: Record<string, string>) =>
    hub.crm.objects.basicApi.create('services', { properties, associations: [] })
  await service({ hs_name: 'S', hs_pipeline_stage: 'anything' })
  const made = await pipelines().create('services', {
    label: 'Visits',
    displayOrder: 0,
    stages: [stage('Planned', 0, {})],
  })
  expect((await refusal(service({ hs_name: 'S', hs_pipeline_stage: 'anything' }))).code).toBe(400)
  await service({ hs_name: 'S', hs_pipeline: made.id, hs_pipeline_stage: String(made.stages[0]?.id) })
})

test.each<[string, object, string]>([
  ['a label of its own', { label: 'Sales Pipeline', displayOrder: 0, stages: [] }, 'label'],
  [
    'stages that differ',
    { label: 'X', displayOrder: 0, stages: [1, 2].map(() => stage('Same', 0, { probability: '0.5' })) },
    'stages[1].label',
  ],
  [
    'a probability',
    { label: 'X', displayOrder: 0, stages: [stage('A', 0, { probability: '2' })] },
    'stages[0].metadata.probability',
  ],
  ['an id of its own', { label: 'X', displayOrder: 0, pipelineId: 'default', stages: [] }, 'pipelineId'],
  ['a name', { label: ' ', displayOrder: 0, stages: [] }, 'label'],
])('a pipeline of deals needs %s, and nothing is made without', async (_what, body, field) => {
  const before = await fingerprint(server.db, server.a.accountId)
  const { status, body: answer } = await server.a.call('POST', '/crm/v3/pipelines/deals', body)
  expect(status === 400 || status === 409).toBe(true)
  expect(answer.errors).toMatchObject([{ in: field }])
  expect(await fingerprint(server.db, server.a.accountId)).toBe(before)
})

test.each(['/crm/pipelines/2026-03/deals', '/crm/pipelines/2026-09-beta/0-3/', '/crm/v3/pipelines/deal'])(
  'pipelines are served at %s as well',
  async (path) => {
    const { status, body } = await server.a.call('GET', path)
    expect([status, body]).toMatchObject([200, { results: [{ id: 'default' }] }])
  },
)

test('A-SRV-6 a stage belongs to the pipeline beside it, whichever of the two is written; another account has its own', async () => {
  const made = await pipelines().create('deals', {
    label: 'Partners',
    displayOrder: 1,
    stages: [stage('Met', 0, { probability: '0.1' })],
  })
  const [partners, met] = [made.id, made.stages[0]?.id ?? '']
  const before = await fingerprint(server.db, server.a.accountId)
  const misplaced = async (call: Promise<unknown>) =>
    expect((await refusal(call)).body).toMatchObject({
      category: 'VALIDATION_ERROR',
      errors: [{ code: 'INVALID_OPTION', context: { propertyName: ['dealstage'] } }],
    })
  await misplaced(deal({ pipeline: partners, dealstage: 'closedwon' }))
  await misplaced(deal({ pipeline: 'default', dealstage: met }))
  expect(await fingerprint(server.db, server.a.accountId)).toBe(before)

  const { id } = await deal({ pipeline: 'default', dealstage: 'qualifiedtobuy' })
  const change = (properties: Record<string, string>) => hub.crm.deals.basicApi.update(id, { properties })
  await misplaced(change({ dealstage: met }))
  await misplaced(change({ pipeline: partners, dealname: 'No' }))
  const read = async () => (await hub.crm.deals.basicApi.getById(id)).properties
  expect(await read()).toMatchObject({ pipeline: 'default', dealstage: 'qualifiedtobuy', dealname: null })
  await change({ dealname: 'Yes' })
  await change({ dealstage: 'closedwon' })
  await change({ pipeline: partners, dealstage: met })
  expect(await read()).toMatchObject({ pipeline: partners, dealstage: met, dealname: 'Yes' })
  await change({ dealstage: '' })
  await change({ pipeline: 'default' })
  const theirs = other.crm.deals.basicApi.create({
    properties: { pipeline: partners, dealstage: met },
    associations: [],
  })
  expect((await refusal(theirs)).code).toBe(400)
})
