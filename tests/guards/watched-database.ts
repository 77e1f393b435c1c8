import type { Database, Transaction } from '@millrace/store'
import { aroundStatements, inTurn } from '@millrace/store/testing'
import sql, { raw, type Sql } from 'sql-template-tag'

/** Sees each statement of a transaction before it runs; `explain` runs EXPLAIN with options over it, its values bound. */
export type Watch = (
  name: string,
  tx: Transaction,
  explain: (options: string) => Promise<Plan>,
) => Promise<void>

export interface Plan {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Index Cond'?: string
  readonly 'WAL Bytes'?: number
  readonly Plans?: readonly Plan[]
}

/** A database whose statements are watched; `atEnd` sees each transaction before it commits. */
export function watched(real: Database, watch: Watch, atEnd?: (tx: Transaction) => Promise<void>): Database {
  return {
    ...real,
    withAccount: (accountId, mode, work, options) =>
      real.withAccount(
        accountId,
        mode,
        async (tx) => {
          const done = await work(watchedTransaction(tx, watch))
          await atEnd?.(tx)
          return done
        },
        options,
      ),
  }
}

function watchedTransaction(tx: Transaction, watch: Watch): Transaction {
  // One after the other, also where the engine sends two at once: a savepoint holds whatever comes after it.
  const see = inTurn(async (statement, name = firstWords(statement), run) => {
    await watch(name, tx, (options) => explained(tx, statement, options))
    return run()
  })
  return aroundStatements(tx, see)
}

function firstWords({ text }: Sql): string {
  return text.trim().slice(0, 60).replaceAll(/\s+/g, ' ')
}

async function explained(tx: Transaction, statement: Sql, options: string): Promise<Plan> {
  // A generic plan is the plan of a statement whose values nobody knows yet.
  const asked = options.includes('GENERIC_PLAN') ? raw(statement.text) : statement
  const [row] = await tx.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
    sql`EXPLAIN (${raw(options)}, FORMAT JSON) ${asked}`,
  )
  const plan = row?.['QUERY PLAN'][0]?.Plan
  if (!plan) throw new Error('EXPLAIN answers one plan')
  return plan
}
