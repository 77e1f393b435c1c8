import { startOfDate } from '@millrace/model'
import {
  type Conversion,
  type Database,
  definitionsOf,
  foldListSizes,
  type PlannedConversion,
  plannedConversions,
  readClock,
  setConversion,
  type Transaction,
} from '@millrace/store'
import { convertList } from './manage-lists.js'

const batch = 10_000
const day = 86_400_000
const daysOf = { DAY: 1, WEEK: 7, MONTH: 30 } as const

/**
 * Folds what joins and leaves appended into the sizes, in transactions of bounded size, then lets the active lists become
 * static whose time has come.
 */
export async function tendLists(db: Database, accountId: number): Promise<void> {
  for (let taken = batch; taken === batch; )
    taken = await db.withAccount(accountId, 'shared', (tx) => foldListSizes(tx, batch))
  const due = await db.withAccount(accountId, 'read', dueConversions)
  for (const { listId } of due) {
    // Decided again where nobody can change the plan meanwhile.
    await db.withAccount(accountId, 'exclusive', async (tx) => {
      if ((await dueConversions(tx)).some((still) => still.listId === listId)) await convert(tx, listId)
    })
  }
}

async function dueConversions(tx: Transaction): Promise<readonly PlannedConversion[]> {
  const planned = await plannedConversions(tx)
  if (planned.length === 0) return []
  const { timeZone } = (await definitionsOf(tx)).catalogue
  const now = await readClock(tx)
  return planned.filter(
    ({ conversion, unchangedSince }) => dueAt(conversion, unchangedSince, timeZone) <= now,
  )
}

/** Epoch ms: the beginning of the day in the account's zone, or the end of the quiet time; a month is 30 days. */
function dueAt(conversion: Conversion, unchangedSince: number, timeZone: string): number {
  if (conversion.type === 'INACTIVITY')
    return unchangedSince + conversion.offset * daysOf[conversion.timeUnit] * day
  return startOfDate(timeZone, conversion.year, conversion.month, conversion.day)
}

async function convert(tx: Transaction, listId: number): Promise<void> {
  await setConversion(tx, listId, null)
  await convertList(tx, listId)
}
