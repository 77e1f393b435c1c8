import { describe, expect, it } from 'vitest'
import { caseContext, inMemory, noon, treeOf } from './cases/case.js'
import { allCases } from './cases/index.js'
import { compileFilter } from './compile.js'

describe('truth tables, in memory', () => {
  it.each(allCases.map((each) => [each.name, each] as const))(
    '%s',
    (_name, { filter, flow, now = noon, rows }) => {
      const outcome = compileFilter(treeOf(filter), caseContext(flow))
      if (!outcome.ok)
        expect.fail(outcome.problems.map(({ field, message }) => `${field}: ${message}`).join('\n'))
      const answers = rows.map(([specimen]) => outcome.filter.matches(inMemory(specimen), now))
      expect(answers).toEqual(rows.map(([, passes]) => passes))
      expect(outcome.filter.describe()).not.toBe('')
    },
  )
})
