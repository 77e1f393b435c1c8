// What the accounts do while everything breaks: people come, change and go.
import type { Dice } from './dice.js'
import type { Tenant } from './tenant.js'
import { pause } from './wait.js'

/** Contacts that are there before anything is turned on, and the workflows. */
export async function prepare(tenant: Tenant, receiverPort: number, existing: number): Promise<void> {
  await tenant.makeProperties()
  await tenant.makeWorkflows(receiverPort)
  await tenant.createContacts(existing, () => ({ cohort: 'old' }))
  for (const flow of ['nurture', 'pulse', 'ring_a', 'ring_b'] as const) await tenant.publish(flow)
}

export async function keepBusy(tenant: Tenant, dice: Dice, until: number): Promise<void> {
  await tenant.createContacts(6, newcomer)
  const publishAt = Date.now() + (until - Date.now()) / 3
  let published = false
  while (Date.now() < until) {
    if (!published && Date.now() > publishAt) {
      published = true
      await tenant.publish('existing', true)
    }
    await doSomething(tenant, dice)
    await pause(dice.between(50, 350))
  }
  if (!published) await tenant.publish('existing', true)
}

const newcomer = (n: number) => ({ stage: 'new', score: String((n * 37) % 100) })

async function doSomething(tenant: Tenant, dice: Dice): Promise<void> {
  const id = dice.pick(tenant.ids)
  const deed = dice.weighed({ create: 50, pulse: 25, ring: 20, delete: 5 })
  if (deed === 'create' || id === undefined) await tenant.createContacts(dice.between(1, 6), newcomer)
  else if (deed === 'pulse') await tenant.change(id, { pulse: String(dice.between(1, 1e6)) })
  else if (deed === 'ring') await tenant.change(id, { ring: 'a' })
  else {
    tenant.ids.splice(tenant.ids.indexOf(id), 1)
    await tenant.delete(id)
  }
}
