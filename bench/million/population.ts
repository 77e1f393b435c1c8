import type { Context } from '../bench.ts'
import { openAccount } from '../fixture/account.ts'
import type { Stage } from '../fixture/arena.ts'
import { populate } from '../fixture/population.ts'

export interface Million {
  readonly stage: Stage
  readonly accountId: number
  readonly count: number
}

export const firstRecord = 1_000_000

/** A million contacts of 40 properties in a database of their own. */
export async function openMillion(context: Context, name: string): Promise<Million> {
  const count = Math.round(1_000_000 * context.scale)
  const stage = await context.arena.database(name)
  const accountId = await openAccount(stage.db, 40)
  context.log(`making ${count.toLocaleString('en-US')} records`)
  await populate(stage.db, accountId, { count, width: 40, first: firstRecord })
  return { stage, accountId, count }
}
