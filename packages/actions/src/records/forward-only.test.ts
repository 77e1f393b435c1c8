import { describe, expect, test } from 'vitest'
import { MemoryCrm, memoryCatalogue, memoryRecord, runAction } from '../testing/index.js'
import { editRecord } from './edit-record.js'

const forwardOnly = {
  ...memoryCatalogue,
  settings: { ...memoryCatalogue.settings, noBackwardLifecycle: true },
}
const entry = (property_name: string, staticValue: string) => ({
  property_name,
  value: { type: 'STATIC_VALUE', staticValue },
})
const edit = (...properties: readonly object[]) => ({
  actionId: '1',
  type: 'SINGLE_CONNECTION' as const,
  actionTypeId: '0-5',
  fields: { properties },
})
const stage = (value: string) => entry('lifecyclestage', value)

async function editing(
  before: Readonly<Record<string, string>>,
  entries: readonly object[],
  { catalogue = forwardOnly, objectTypeId = '0-1' } = {},
) {
  const record = memoryRecord(before, { objectTypeId })
  const [outcome] = await runAction(editRecord, edit(...entries), [record], new MemoryCrm({ catalogue }))
  return { outcome, values: Object.fromEntries(record.values) }
}

describe('the lifecycle stage of an account that wants it forward only', () => {
  test('A-EDR-25 a step back is skipped, and says why', async () => {
    for (const objectTypeId of ['0-1', '0-2']) {
      const { outcome, values } = await editing({ lifecyclestage: 'customer' }, [stage('lead')], {
        objectTypeId,
      })
      const why = '"Lead" comes before "Customer": clear the lifecycle stage first.'
      expect(outcome).toEqual({
        kind: 'skipped',
        code: 'backward_lifecycle',
        detail: { properties: { lifecyclestage: why } },
      })
      expect(values).toEqual({ lifecyclestage: 'customer' })
    }
  })

  test('A-EDR-25 without the option it may go back', async () => {
    const { outcome, values } = await editing({ lifecyclestage: 'customer' }, [stage('lead')], {
      catalogue: memoryCatalogue,
    })
    expect([outcome?.kind, values]).toEqual(['succeeded', { lifecyclestage: 'lead' }])
  })

  test('A-EDR-24 forward, the same, the first one, and cleared first: all of them are written', async () => {
    for (const [before, entries, after] of [
      [{ lifecyclestage: 'lead' }, [stage('customer')], { lifecyclestage: 'customer' }],
      [{ lifecyclestage: 'lead' }, [stage('lead')], { lifecyclestage: 'lead' }],
      [{}, [stage('lead')], { lifecyclestage: 'lead' }],
      [{ lifecyclestage: 'customer' }, [stage('')], {}],
      [{ lifecyclestage: 'customer' }, [stage(''), stage('lead')], { lifecyclestage: 'lead' }],
    ] as const)
      expect(await editing(before, entries)).toEqual({ outcome: { kind: 'succeeded' }, values: after })
  })

  test('a stage that is no option any more stands in nobody’s way', async () => {
    const { outcome, values } = await editing({ lifecyclestage: 'retired' }, [stage('lead')])
    expect([outcome?.kind, values]).toEqual(['succeeded', { lifecyclestage: 'lead' }])
  })

  test('A-EDR-25 other properties of the action are written; a failure of theirs is what the outcome names', async () => {
    const back = { lifecyclestage: 'customer' }
    const both = await editing(back, [stage('lead'), entry('nickname', 'Al')])
    expect(both).toMatchObject({
      outcome: { kind: 'succeeded', code: 'backward_lifecycle' },
      values: { ...back, nickname: 'Al' },
    })
    const failing = await editing(back, [stage('lead'), entry('colour', 'mauve')])
    expect(failing.outcome).toMatchObject({ kind: 'failed', code: 'invalid_option' })
  })

  test('A-EDR-25 of associated records only those are kept that would go back', async () => {
    const [ahead, behind, contact] = [
      memoryRecord({ lifecyclestage: 'customer' }, { objectTypeId: '0-2' }),
      memoryRecord({ lifecyclestage: 'lead' }, { objectTypeId: '0-2' }),
      memoryRecord(),
    ]
    const spec = { category: 'HUBSPOT_DEFINED', typeId: 279 }
    for (const record of [ahead, behind]) contact.links.push({ spec, record })
    const node = edit(stage('opportunity'))
    const association = { associationCategory: spec.category, associationTypeId: spec.typeId }
    const fields = { ...node.fields, association }
    const run = () =>
      runAction(editRecord, { ...node, fields }, [contact], new MemoryCrm({ catalogue: forwardOnly }))
    expect(await run()).toMatchObject([{ kind: 'succeeded', code: 'backward_lifecycle' }])
    expect([ahead, behind].map(({ values }) => values.get('lifecyclestage'))).toEqual([
      'customer',
      'opportunity',
    ])
    behind.values.set('lifecyclestage', 'customer')
    expect(await run()).toMatchObject([{ kind: 'skipped', code: 'backward_lifecycle' }])
  })
})
