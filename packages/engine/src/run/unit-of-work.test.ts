import type { CanonicalValue, Values } from '@millrace/model'
import { RowRecord } from '@millrace/store'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UnitOfWork } from './unit-of-work.js'
import type { Author } from './working-record.js'

const names = ['a', 'b', 'c'] as const
const authors: readonly Author[] = [1, 2].map((enrollmentId) => ({ workflowId: 9, enrollmentId, chain: [] }))

function stored(hot: Values) {
  const row = { id: 1, object_type_id: '0-1', version: 7, created_at: 0, updated_at: 0, hot }
  const nothing = {
    created_by_workflow_id: null,
    created_by_action_id: null,
    merged_into: null,
    deleted_at: null,
    place: '(0,1)',
  }
  return new RowRecord({ ...row, ...nothing }, {})
}

const value = fc.option(fc.integer({ min: 0, max: 2 }), { nil: null })
const write = fc.record({ name: fc.constantFrom(...names), value, author: fc.constantFrom(...authors) })
const start = fc.record({ a: fc.nat(2), b: fc.nat(2) })

describe('the unit of work of a wave', () => {
  test('engine.md 3: replayed in order, the new versions pass through every value that was written', () => {
    fc.assert(
      fc.property(start, fc.array(write, { maxLength: 12 }), (hot, writes) => {
        const work = new UnitOfWork(0)
        const record = work.adopt(stored(hot))
        const seen = Object.fromEntries(names.map((name) => [name, [record.value(name) ?? null]]))
        for (const { author, name, value } of writes) {
          if ((record.value(name) ?? null) !== value) seen[name]?.push(value)
          work.write(author, '1', record, name, value)
        }
        const replayed = Object.fromEntries(names.map((name) => [name, [stored(hot).value(name) ?? null]]))
        for (const { patch } of record.newVersions()) {
          for (const [name, [before, after]] of Object.entries(patch)) {
            expect(replayed[name]?.at(-1)).toEqual(before)
            replayed[name]?.push(after)
          }
        }
        expect(replayed).toEqual(seen)
      }),
    )
  })

  test('A-GEN-19 a version has one author, and its actions are those that wrote it', () => {
    const work = new UnitOfWork(0)
    const record = work.adopt(stored({}))
    const [first, second] = authors
    if (!first || !second) throw new Error('two authors')
    work.write(first, '1', record, 'a', 1)
    work.write(first, '2', record, 'b', 1)
    work.write(second, '1', record, 'c', 1)
    work.write(second, '2', record, 'c', 2)
    expect(record.newVersions()).toEqual([
      { author: first, chain: [], actionIds: ['1', '2'], patch: { a: [null, 1], b: [null, 1] } },
      { author: second, chain: [], actionIds: ['1'], patch: { c: [null, 1] } },
      { author: second, chain: [], actionIds: ['2'], patch: { c: [1, 2] } },
    ])
  })

  test('A-EDR-26 writing what is there already is no version', () => {
    const work = new UnitOfWork(0)
    const record = work.adopt(stored({ a: 1 }))
    for (const author of authors) work.write(author, '1', record, 'a', 1)
    expect(work.written()).toEqual([])
  })

  test('A-CRE-11 a step that is undone leaves what was before it, and what others wrote since', () => {
    fc.assert(
      fc.property(fc.array(write), fc.array(write), (before, during) => {
        const [undone] = authors
        if (!undone) throw new Error('an author')
        const apply = (work: UnitOfWork, writes: typeof before) => {
          const record = work.adopt(stored({ a: 1 }))
          work.beginExecution()
          for (const { author, name, value } of writes) work.write(author, '1', record, name, value)
          return record
        }
        const work = new UnitOfWork(0)
        apply(work, before)
        const record = apply(work, during)
        work.undo(undone)
        const expected = new UnitOfWork(0)
        apply(expected, before)
        const without = apply(
          expected,
          during.filter(({ author }) => author !== undone),
        )
        expect(current(record)).toEqual(current(without))
      }),
    )
  })
})

function current(record: { value(name: string): CanonicalValue | undefined }) {
  return names.map((name) => record.value(name))
}
