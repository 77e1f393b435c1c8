import type { Sql } from 'sql-template-tag'
import type { Transaction } from '../database.js'

/** Sees one statement before it runs, and runs it. */
export type Around = <T>(statement: Sql, name: string | undefined, run: () => Promise<T>) => Promise<T>

/** The same transaction, each of whose statements goes through `around`. */
export function aroundStatements(tx: Transaction, around: Around): Transaction {
  return Object.assign<Transaction, Pick<Transaction, 'query' | 'execute'>>(Object.create(tx), {
    query: <Row extends object>(statement: Sql, name?: string) =>
      around(statement, name, () => tx.query<Row>(statement, name)),
    execute: (statement, name) => around(statement, name, () => tx.execute(statement, name)),
  })
}

/**
 * Statements that would go out together go one after another: the server runs them so, and others may come between any
 * two. One that fails does not stop those behind it.
 */
export function inTurn(around: Around): Around {
  let before: Promise<unknown> = Promise.resolve()
  return (statement, name, run) => {
    const turn = before.then(() => around(statement, name, run))
    before = turn.catch(() => {})
    return turn
  }
}
