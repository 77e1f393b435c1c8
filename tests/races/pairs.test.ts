// Every two operations, the first held at each of its dangerous moments while the second does what it can: whatever comes
// of it must be what one of the two orders gives, and the auditor must find nothing.
import { type TestDatabase, testDatabase } from '@millrace/store/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { operationNames, operations } from './operations.js'
import { Races } from './races.js'

let database: TestDatabase
let races: Races
beforeAll(async () => {
  database = await testDatabase()
  races = await Races.open(database.db)
})
afterAll(() => database.close())

describe.each(operationNames)('%s, interrupted', (one) => {
  test.each(operationNames)('by %s, does one after the other', async (two) => {
    for (const moment of operations[one].moments) {
      const { outcome, allowed, findings } = await races.run(one, moment, two)
      expect(allowed, `held at ${moment}`).toContain(outcome)
      expect(findings, `held at ${moment}`).toEqual([])
    }
  })
})
