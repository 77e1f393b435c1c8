import type { Database, Transaction } from '@millrace/store'

/** A database that counts the messages sent to it: BEGIN and what goes with it, each statement, COMMIT. */
export function countingDatabase(real: Database): { readonly db: Database; count(): number } {
  let count = 0
  const counted = (tx: Transaction): Transaction =>
    Object.assign<Transaction, Pick<Transaction, 'query' | 'execute'>>(Object.create(tx), {
      query: (statement, name) => {
        count++
        return tx.query(statement, name)
      },
      execute: (statement, name) => {
        count++
        return tx.execute(statement, name)
      },
    })
  const db: Database = {
    ...real,
    withAccount: (accountId, mode, work, options) => {
      count += 2
      return real.withAccount(accountId, mode, (tx) => work(counted(tx)), options)
    },
    query: (statement, name) => {
      count++
      return real.query(statement, name)
    },
  }
  return { db, count: () => count }
}
