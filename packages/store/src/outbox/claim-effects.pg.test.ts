import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Transaction } from '../database.js'
import { anAccount, type TestDatabase, testDatabase } from '../testing/index.js'
import { cancelEffects } from './cancel-effects.js'
import { claimEffects } from './claim-effects.js'
import type { EffectRow } from './effect.js'
import { insertEffects } from './insert-effects.js'
import { outlookOfLanes } from './outlook-of-lanes.js'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

let made = 0
const effect = (lane = 'a.test'): EffectRow => ({
  effectId: randomUUID(),
  kind: 'webhook',
  lane,
  repeatSafe: true,
  workflowId: 1,
  enrollmentId: ++made,
  recordId: 1,
  revisionId: 1,
  actionId: '1',
  actionType: 'WEBHOOK',
  visit: 1,
  seq: 1,
  request: { text: 'a "quoted" \\ word' },
})

const limits = {
  leaseMs: 60_000,
  mostInFlight: 20,
  perSecond: 1_000,
  mostMailsInFlight: 20,
  mailsPerSecond: 1_000,
}
const claim = (tx: Transaction) =>
  claimEffects(tx, { ...limits, leaseId: randomUUID(), workerId: randomUUID() })
const insert = (account: number, rows: readonly EffectRow[]) =>
  database.db.withAccount(account, 'shared', (tx) => insertEffects(tx, rows))
const claimed = async (account: number) =>
  (await database.db.withAccount(account, 'shared', claim))?.effects
    .map(({ enrollmentId }) => enrollmentId)
    .sort()
const outlook = (account: number) =>
  database.db.withAccount(account, 'read', (tx) => outlookOfLanes(tx, limits))

/** A transaction that has done its work and waits with its COMMIT until it is told. */
function held(account: number, work: (tx: Transaction) => Promise<unknown>) {
  let commit = () => {}
  const told = new Promise<void>((resolve) => {
    commit = resolve
  })
  let reached = () => {}
  const done = new Promise<void>((resolve) => {
    reached = resolve
  })
  const finished = database.db.withAccount(account, 'shared', async (tx) => {
    await work(tx)
    reached()
    await told
  })
  const release = () => {
    commit()
    return finished
  }
  return { reached: done, commit: release }
}

it('a row that a wave has not committed yet is not overlooked: the lane wakes with its commit', async () => {
  const account = await anAccount(database.db)
  const first = effect()
  const late = effect()
  await insert(account, [first])
  const wave = held(account, (tx) => insertEffects(tx, [late]))
  await wave.reached
  // The wave holds the lane: nobody may put it to sleep meanwhile.
  expect(await claimed(account)).toBeUndefined()
  await wave.commit()
  expect(await claimed(account)).toEqual([first.enrollmentId, late.enrollmentId].sort())
  expect(await outlook(account)).toMatchObject({ laneDue: false, leaseExpired: false })
})

it('a wave whose row comes while a claim is open makes the lane due again', async () => {
  const account = await anAccount(database.db)
  await insert(account, [effect()])
  const claiming = held(account, claim)
  await claiming.reached
  const late = effect()
  const inserting = insert(account, [late])
  await claiming.commit()
  await inserting
  await expect.poll(() => claimed(account), { timeout: 20_000 }).toEqual([late.enrollmentId])
})

it('a row that is being cancelled is neither waited for nor forgotten', async () => {
  const account = await anAccount(database.db)
  const [stays, leaves] = [effect(), effect()]
  await insert(account, [stays, leaves])
  const leaving = held(account, (tx) => cancelEffects(tx, [leaves.enrollmentId]))
  await leaving.reached
  expect(await claimed(account)).toEqual([stays.enrollmentId])
  expect(await outlook(account)).toMatchObject({ nextAt: expect.any(Number) })
  await leaving.commit()
  await expect.poll(() => claimed(account), { timeout: 20_000 }).toEqual([])
  expect(await claimed(account)).toBeUndefined()
})

it('lanes are claimed one by one, each under its own lease, and a full one is passed over', async () => {
  const account = await anAccount(database.db)
  const rows = [effect('a.test'), effect('b.test'), effect('a.test')]
  await insert(account, rows)
  const batches = [await database.db.withAccount(account, 'shared', claim)]
  batches.push(await database.db.withAccount(account, 'shared', claim))
  expect(batches.map((batch) => [batch?.lane, batch?.effects.length])).toEqual([
    ['a.test', 2],
    ['b.test', 1],
  ])
  expect(batches[0]?.effects[0]).toMatchObject({ attempt: 1, request: { text: 'a "quoted" \\ word' } })
  await insert(account, [effect('a.test')])
  const full = await database.db.withAccount(account, 'shared', (tx) =>
    claimEffects(tx, { ...limits, mostInFlight: 2, leaseId: randomUUID(), workerId: randomUUID() }),
  )
  expect(full).toBeNull()
})
