import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ActionNode } from '../action-node.js'
import { issuesOf, MemoryCrm, memoryRecord, prepareContext, runAction } from '../testing/index.js'
import { editRecord } from './edit-record.js'

function edit(fields: Record<string, unknown>, more: Record<string, unknown> = {}): ActionNode {
  return {
    actionId: '1',
    type: 'SINGLE_CONNECTION',
    actionTypeId: '0-5',
    actionTypeVersion: 0,
    fields,
    ...more,
  }
}
const set = (property_name: string, value: unknown) => edit({ property_name, value })
const text = (staticValue: unknown) => ({ type: 'STATIC_VALUE', staticValue })
const copy = (propertyName: string) => ({ type: 'OBJECT_PROPERTY', propertyName })
const issues = (node: ActionNode) => issuesOf(editRecord.prepare(node, prepareContext()))

async function valueAfter(node: ActionNode, before: Parameters<typeof memoryRecord>[0] = {}, outputs = {}) {
  const record = memoryRecord(before)
  const [outcome] = await runAction(editRecord, node, [record], new MemoryCrm(), outputs)
  const name = String(node.fields?.property_name)
  return {
    outcome: outcome?.kind,
    code: outcome && 'code' in outcome ? outcome.code : undefined,
    value: record.values.get(name),
  }
}

describe('setting', () => {
  test('A-EDR-2 a static value is written in canonical form', async () => {
    expect(await valueAfter(set('nurture_count', text('7')))).toMatchObject({
      outcome: 'succeeded',
      value: 7,
    })
    expect(await valueAfter(set('interests', text('sport;art')))).toMatchObject({ value: ['art', 'sport'] })
    expect(await valueAfter(set('vip', text('TRUE')))).toMatchObject({ value: true })
  })

  test('A-EDR-4 an empty static value clears', async () => {
    expect(await valueAfter(set('nickname', text('')), { nickname: 'Al' })).toEqual({
      outcome: 'succeeded',
      value: undefined,
    })
  })

  test('A-GEN-9 A-GEN-10 text mixes with tokens; a token without a value renders its default, else nothing', async () => {
    const node = set(
      'nickname',
      text('{{ contact.firstname | default: "friend" }} of {{ enrolled_object.city }}{{ company.name }}'),
    )
    expect(await valueAfter(node, { firstname: 'Ada', city: 'Paris' })).toMatchObject({
      value: 'Ada of Paris',
    })
    expect(await valueAfter(node, {})).toMatchObject({ value: 'friend of ' })
  })

  test('api.md 6.2 older tokens name the type with underscores, and outputs name their action', async () => {
    const node = set(
      'nickname',
      text('{{ _0_1.firstname }}/{{ action_outputs.action_output_3.hs_http_status }}'),
    )
    expect(await valueAfter(node, { firstname: 'Ada' }, { '3': { hs_http_status: 200 } })).toMatchObject({
      value: 'Ada/200',
    })
  })

  test('api.md 4.9 rule 6 a missing value type is inferred from its members', async () => {
    expect(await valueAfter(set('nickname', { staticValue: 'x' }))).toMatchObject({ value: 'x' })
    expect(await valueAfter(set('nickname', { propertyName: 'city' }), { city: 'Rome' })).toMatchObject({
      value: 'Rome',
    })
    expect(await valueAfter(set('nurture_count', { incrementAmount: 2 }))).toMatchObject({ value: 2 })
  })

  test('A-GEN-13 the output of an action that was skipped leaves the target unchanged', async () => {
    const node = set('nickname', { type: 'FIELD_DATA', actionId: '3', dataKey: 'x' })
    expect(await valueAfter(node, { nickname: 'Al' })).toMatchObject({ outcome: 'succeeded', value: 'Al' })
    expect(await valueAfter(node, { nickname: 'Al' }, { '3': { x: 'Bo' } })).toMatchObject({ value: 'Bo' })
  })

  test('A-EDR-26 writing an equal value is a success without a change', async () => {
    const crm = new MemoryCrm()
    const [outcome] = await runAction(
      editRecord,
      set('nickname', text('Al')),
      [memoryRecord({ nickname: 'Al' })],
      crm,
    )
    expect(outcome?.kind).toBe('succeeded')
    expect(crm.written).toEqual([])
  })
})

describe('incrementing', () => {
  test('A-EDR-6 A-EDR-7 adds or subtracts, and starts an empty number at 0', async () => {
    const node = set('nurture_count', { type: 'INCREMENT', incrementAmount: -2 })
    expect(await valueAfter(node)).toMatchObject({ value: -2 })
    expect(await valueAfter(node, { nurture_count: 5 })).toMatchObject({ value: 3 })
  })

  test('A-EDR-6 only numbers can be increased, by numbers', () => {
    expect(issues(set('nickname', { type: 'INCREMENT', incrementAmount: 1 }))).toEqual([
      'WORKFLOW_INVALID fields.value.incrementAmount',
    ])
    expect(issues(set('nurture_count', { type: 'INCREMENT', incrementAmount: 'many' }))).toHaveLength(1)
  })
})

describe('appending', () => {
  test('A-EDR-5 adds options to those there are, each once', async () => {
    const node = set('interests', { type: 'STATIC_APPEND_VALUE', staticAppendValue: 'sport;art' })
    expect(await valueAfter(node, { interests: ['art', 'music'] })).toMatchObject({
      value: ['art', 'music', 'sport'],
    })
    expect(await valueAfter(set('interests', text(';sport')), { interests: ['art'] })).toMatchObject({
      value: ['art', 'sport'],
    })
  })

  test('A-EDR-5 appends the values of another property', async () => {
    const node = set('interests', { type: 'APPEND_OBJECT_PROPERTY', appendPropertyName: 'hobbies' })
    expect(await valueAfter(node, { interests: ['music'], hobbies: ['art'] })).toMatchObject({
      value: ['art', 'music'],
    })
    expect(await valueAfter(node, { interests: ['music'], hobbies: ['chess'] })).toMatchObject({
      outcome: 'failed',
      code: 'invalid_option',
      value: ['music'],
    })
  })

  test('A-EDR-5 appending twice is appending once', async () => {
    const option = fc.constantFrom('art', 'music', 'sport')
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(option),
        fc.uniqueArray(option, { minLength: 1 }),
        async (current, added) => {
          const node = set('interests', { type: 'STATIC_APPEND_VALUE', staticAppendValue: added.join(';') })
          const record = memoryRecord(current.length > 0 ? { interests: [...current].sort() } : {})
          const crm = new MemoryCrm()
          await runAction(editRecord, node, [record], crm)
          const once = record.values.get('interests')
          await runAction(editRecord, node, [record], crm)
          expect(record.values.get('interests')).toEqual(once)
          expect(once).toEqual([...new Set([...current, ...added])].sort())
        },
      ),
      { numRuns: 50 },
    )
  })
})

describe('copying', () => {
  const noonInBerlin = Date.UTC(2026, 10, 22, 11)

  test.each([
    ['A-EDR-10 text to text', 'nickname', 'city', 'Rome', 'Rome'],
    ['A-EDR-11 number to text', 'nickname', 'nurture_count', 1.5, '1.5'],
    [
      'A-EDR-13 date to date-time: midnight of the account',
      'last_seen',
      'birthday',
      Date.UTC(2026, 10, 22),
      Date.UTC(2026, 10, 21, 23),
    ],
    [
      'A-EDR-14 date-time to date: the time is dropped',
      'birthday',
      'last_seen',
      noonInBerlin,
      Date.UTC(2026, 10, 22),
    ],
    ['A-EDR-15 option to option', 'paint', 'colour', 'red', 'red'],
    ['A-EDR-15 option to text', 'nickname', 'colour', 'red', 'red'],
    ['A-EDR-16 options to text, joined', 'nickname', 'interests', ['art', 'music'], 'art;music'],
    ['A-EDR-17 checkbox to text', 'nickname', 'vip', true, 'true'],
    ['A-EDR-17 user to text', 'nickname', 'hubspot_owner_id', '12', '12'],
  ] as const)('%s', async (_rule, target, source, value, expected) => {
    expect(await valueAfter(set(target, copy(source)), { [source]: value })).toEqual({
      outcome: 'succeeded',
      value: expected,
    })
  })

  test.each([
    ['nurture_count', 'nickname'],
    ['birthday', 'nurture_count'],
    ['colour', 'interests'],
    ['vip', 'nickname'],
    ['hubspot_owner_id', 'colour'],
  ])('A-EDR-18 %s cannot be a copy of %s', (target, source) => {
    expect(issues(set(target, copy(source)))).toEqual(['WORKFLOW_INVALID fields.value.propertyName'])
  })

  test('A-EDR-19 an empty source leaves the target, unless it is to clear it', async () => {
    expect(await valueAfter(set('nickname', copy('city')), { nickname: 'Al' })).toMatchObject({ value: 'Al' })
    const clearing = edit(
      { property_name: 'nickname', value: copy('city') },
      { millrace: { clearWhenEmpty: true } },
    )
    expect(await valueAfter(clearing, { nickname: 'Al' })).toMatchObject({
      outcome: 'succeeded',
      value: undefined,
    })
  })
})

describe('dates', () => {
  test('A-EDR-8 stamps the execution time or a time relative to it, in the kind of the target', async () => {
    expect(
      await valueAfter(set('last_seen', { type: 'TIMESTAMP', timestampType: 'EXECUTION_TIME' })),
    ).toMatchObject({ value: Date.UTC(2026, 10, 22, 12) })
    expect(await valueAfter(set('birthday', { type: 'TIMESTAMP' }))).toMatchObject({
      value: Date.UTC(2026, 10, 22),
    })
    const later = {
      type: 'RELATIVE_DATETIME',
      timeDelay: { delta: 30, timeUnit: 'DAYS', daysOfWeek: [], timeOfDay: { hour: 8, minute: 0 } },
    }
    expect(await valueAfter(set('last_seen', later))).toMatchObject({ value: Date.UTC(2026, 11, 22, 7) })
  })
})

describe('several properties', () => {
  const node = edit({
    properties: [
      { property_name: 'colour', value: text('mauve') },
      { property_name: 'nickname', value: text('Al') },
      { property_name: 'nurture_count', value: { type: 'INCREMENT', incrementAmount: 1 } },
    ],
  })

  test('A-EDR-1 A-EDR-20 one that is refused fails the action, and the others are written', async () => {
    const record = memoryRecord()
    const [outcome] = await runAction(editRecord, node, [record], new MemoryCrm())
    expect(outcome).toMatchObject({
      kind: 'failed',
      code: 'invalid_option',
      detail: { properties: { colour: expect.any(String) } },
    })
    expect(Object.fromEntries(record.values)).toEqual({ nickname: 'Al', nurture_count: 1 })
  })

  test('the engine learns what the step reads and writes of the enrolled record', () => {
    const result = editRecord.prepare(
      edit({ properties: [{ property_name: 'nickname', value: copy('city') }] }),
      prepareContext(),
    )
    expect(result.ok && [...result.prepared.writes]).toEqual(['nickname'])
    expect(result.ok && [...result.prepared.reads.properties].sort()).toEqual(['city', 'nickname'])
  })
})

describe('associated records', () => {
  const spec = { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 279 }
  const node = edit({ property_name: 'city', value: copy('city'), association: spec })
  const link = { category: 'HUBSPOT_DEFINED', typeId: 279 }

  test('A-EDR-21 all of them are updated, from the enrolled record', async () => {
    const contact = memoryRecord({ city: 'Rome' })
    const companies = [1, 2].map(() => memoryRecord({}, { objectTypeId: '0-2' }))
    contact.links.push(...companies.map((record) => ({ spec: link, record })))
    const [outcome] = await runAction(editRecord, node, [contact], new MemoryCrm())
    expect(outcome?.kind).toBe('succeeded')
    expect(companies.map((company) => company.values.get('city'))).toEqual(['Rome', 'Rome'])
  })

  test('A-EDR-22 without any the step is skipped', async () => {
    const [outcome] = await runAction(editRecord, node, [memoryRecord({ city: 'Rome' })], new MemoryCrm())
    expect(outcome).toEqual({ kind: 'skipped', code: 'no_associated_record' })
  })

  test('A-EDR-23 more than 1,000 are a failure with the count, and none is touched', async () => {
    const contact = memoryRecord({ city: 'Rome' })
    const company = memoryRecord({}, { objectTypeId: '0-2' })
    contact.links.push(...Array.from({ length: 1001 }, () => ({ spec: link, record: company })))
    const [outcome] = await runAction(editRecord, node, [contact], new MemoryCrm())
    expect(outcome).toEqual({ kind: 'failed', code: 'too_many_associated_records', detail: { count: 1001 } })
    expect(company.values.size).toBe(0)
  })

  test('an association that the type does not have is refused', () => {
    const wrong = edit({
      property_name: 'city',
      value: text('x'),
      association: { ...spec, associationTypeId: 280 },
    })
    expect(issues(wrong)).toEqual(['ASSOCIATION_TYPE_NOT_FOUND fields.association'])
  })
})

describe('what is refused before it runs', () => {
  test.each([
    ['A-PLH-6 nothing filled in', edit({}), ['MISSING_FIELD fields.property_name']],
    ['A-PLH-6 no value', edit({ property_name: 'nickname' }), ['MISSING_FIELD fields.value']],
    ['W-PUB-22 an unknown property', set('nope', text('x')), ['PROPERTY_DOESNT_EXIST fields.property_name']],
    [
      'W-PUB-22 an unknown source',
      set('nickname', copy('nope')),
      ['PROPERTY_DOESNT_EXIST fields.value.propertyName'],
    ],
    [
      'W-PUB-22 an unknown token',
      set('nickname', text('{{ contact.nope }}')),
      ['PROPERTY_DOESNT_EXIST fields.value.staticValue'],
    ],
    ['A-EDR-9 a calculated target', set('computed', text('1')), ['READ_ONLY_VALUE fields.property_name']],
    ['A-EDR-9 a system column', set('createdate', text('1')), ['READ_ONLY_VALUE fields.property_name']],
    [
      'a value type that is not executed',
      set('nickname', { type: 'FETCHED_OBJECT_PROPERTY' }),
      ['UNSUPPORTED_ACTION fields.value'],
    ],
  ])('%s', (_rule, node, expected) => {
    expect(issues(node)).toEqual(expected)
  })

  test('A-EDR-20 a static value that does not fit is a warning: it fails when it is met', () => {
    const result = editRecord.prepare(set('colour', text('mauve')), prepareContext())
    expect(issuesOf(result)).toEqual([])
    expect(result.ok && result.warnings).toHaveLength(1)
  })
})
