import { expect, test } from 'vitest'
import * as z from 'zod'
import { describeOutcomeCode, outcomeCodes } from './outcome-codes.js'
import { actionFor, allActions } from './registry.js'

test('each action is found by its node, and has a schema of its own', () => {
  for (const action of allActions) {
    expect(actionFor({ type: action.kind, actionTypeId: action.type })).toBe(action)
    expect(z.toJSONSchema(action.schema, { unrepresentable: 'any' })).toMatchObject({ type: 'object' })
    expect(action.title && action.help).toBeTruthy()
  }
  expect(new Set(allActions.map((action) => action.type)).size).toBe(allActions.length)
})

test('api.md 4.9 rule 2 an action that we do not execute is no error', () => {
  expect(actionFor({ type: 'SINGLE_CONNECTION', actionTypeId: '0-18' })).toBeUndefined()
  expect(actionFor({ type: 'CUSTOM_CODE' })).toBeUndefined()
})

test('M-LOGA-16 each outcome code has a human text; the codes are stable', () => {
  for (const text of Object.values(outcomeCodes)) expect(text).toMatch(/^[A-Z].*\.$/)
  expect(describeOutcomeCode('invalid_option')).toBe(outcomeCodes.invalid_option)
  expect(describeOutcomeCode('toString')).toBe('toString')
})
