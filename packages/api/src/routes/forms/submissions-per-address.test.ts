import { expect, test } from 'vitest'
import { submissionsPerAddress } from './submissions-per-address.js'

test('one address sends fifty forms in ten seconds and no more, the next ones when time has passed; others are free', () => {
  let now = 1_000_000
  const count = submissionsPerAddress(() => now)
  const send = (address: string, times: number) => {
    let taken = 0
    for (let i = 0; i < times; i++) {
      try {
        count(address)
        taken++
      } catch (error) {
        expect(error).toMatchObject({ code: 'RATE_LIMITED' })
      }
    }
    return taken
  }
  expect([send('10.0.0.1', 60), send('10.0.0.2', 60)]).toEqual([50, 50])
  now += 10_000
  expect(send('10.0.0.1', 60)).toBe(0)
  now += 5_000
  expect(send('10.0.0.1', 60)).toBe(25)
  now += 60_000
  expect(send('10.0.0.1', 60)).toBe(50)
})
