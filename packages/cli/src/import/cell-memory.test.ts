import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CellMemory } from './cell-memory.js'

function counted() {
  let reads = 0
  const memory = new CellMemory((text: string) => ({ length: text.length, nth: ++reads }))
  return { memory, reads: () => reads }
}

test('cells that occur again are read once, long ones and those of a column of different cells each time', () => {
  const few = counted()
  for (let i = 0; i < 10_000; i++) few.memory.read(`city ${i % 100}`)
  expect(few.reads()).toBe(100)
  const long = counted()
  for (let i = 0; i < 10; i++) long.memory.read('x'.repeat(61))
  expect(long.reads()).toBe(10)
  const many = counted()
  for (let i = 0; i < 10_000; i++) many.memory.read(`person ${i}`)
  for (let i = 0; i < 10; i++) many.memory.read('person 1')
  expect(many.reads()).toBe(10_010)
})

test('whatever is remembered, a cell reads as it does alone', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 70 }), { maxLength: 500 }), (cells) => {
      const { memory } = counted()
      for (const cell of cells) expect(memory.read(cell).length).toBe(cell.length)
    }),
  )
})
