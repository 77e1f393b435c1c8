import {
  type Database,
  deleteEndedEnrollments,
  deleteOldRuns,
  dropActionLog,
  makePartitions,
  purgeCallbacks,
} from '@millrace/store'
import type { Retention } from './retention.js'

const day = 86_400_000
const page = 5000

/** Months made ahead: a keeper that is away for weeks leaves no write without its partition. */
const monthsAhead = 4

/** `now`: epoch ms. Rows go within 48 hours of passing their limit (M-RET-7); the log goes by whole months. */
export async function purge(
  db: Database,
  accounts: readonly number[],
  retention: Retention,
  now: number,
): Promise<void> {
  await makePartitions(db, monthsAhead)
  await dropActionLog(db, now - retention.actionLogDays * day)
  const before = now - retention.enrollmentDays * day
  for (const accountId of accounts) {
    await purgeEnrollments(db, accountId, before)
    await db.withAccount(accountId, 'shared', async (tx) => {
      await purgeCallbacks(tx, now - day)
      await deleteOldRuns(tx, before)
    })
  }
}

async function purgeEnrollments(db: Database, accountId: number, before: number): Promise<void> {
  let after: number | null = 0
  while (after !== null) {
    const from: number = after
    after = await db.withAccount(accountId, 'shared', (tx) => deleteEndedEnrollments(tx, from, before, page))
  }
}
