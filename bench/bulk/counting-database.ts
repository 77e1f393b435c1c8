import type { Database } from '@millrace/store'
import { aroundStatements } from '@millrace/store/testing'

/** A database that counts the messages sent to it: BEGIN and what goes with it, each statement, COMMIT. */
export function countingDatabase(real: Database): { readonly db: Database; count(): number } {
  let count = 0
  const db: Database = {
    ...real,
    withAccount: (accountId, mode, work, options) => {
      count += 2
      const counted: typeof work = (tx) =>
        work(
          aroundStatements(tx, (_statement, _name, run) => {
            count++
            return run()
          }),
        )
      return real.withAccount(accountId, mode, counted, options)
    },
    query: (statement, name) => {
      count++
      return real.query(statement, name)
    },
  }
  return { db, count: () => count }
}
