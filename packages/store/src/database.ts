// CONTRACT. Connections, roles and transactions (engine.md 1).
//
// Two pools behind one URL: `owner` (the login: migrations, partitions, maintenance) and the application pool, whose
// connections run as millrace_app from their first byte. All customer data goes through `withAccount`.
import { Problem } from '@millrace/model'
import pg from 'pg'
import type { Sql } from 'sql-template-tag'
import { parseTimestamp } from './parse-timestamp.js'

/**
 * How a transaction holds its account's definitions lock: writers share it, publishing excludes them; readers take none and
 * see one moment, so that a value on its way from cold to hot is on one side for them.
 */
export type LockMode = 'shared' | 'exclusive' | 'read'

/**
 * Statements are sent as they are asked for, without waiting for the answers to those before: what does not depend on one
 * another goes out together and costs one way there and back (`Promise.all`, in the order of the locks it takes).
 */
export interface Transaction {
  readonly accountId: number
  /** Settles when the transaction has its account's lock; with `ahead` the work starts before that. */
  readonly begun: Promise<unknown>
  /** The account's definitions epoch, read under its lock: definitions of this epoch are current until commit. */
  readonly epoch: number
  /** The database's clock when this transaction had its account's lock, epoch ms. */
  readonly startedAt: number
  /** The application pool it runs on: which database a cached answer belongs to. */
  readonly origin: object
  /** Runs one statement. A `name` keeps its plan prepared on the connection: give one to every hot statement. */
  query<Row extends object = Record<string, unknown>>(statement: Sql, name?: string): Promise<Row[]>
  /** Rows affected by a statement that returns none. */
  execute(statement: Sql, name?: string): Promise<number>
}

export interface TransactionOptions {
  /**
   * For statements over thousands of rows at once: they hash, and never loop over one side for each row of the other,
   * however few rows the statistics promise. The default finds few rows by key.
   */
  readonly wholeSets?: boolean
  /**
   * For queues: on tables that were empty when a plan was made, every index seems to cost the same, and only the order of
   * the rows tells the right one from one that reads the whole account.
   */
  readonly indexOrder?: boolean
  /**
   * The first statement goes out together with BEGIN. Until it has answered there is no `epoch` and no `startedAt`: asking
   * for them throws.
   */
  readonly ahead?: boolean
}

export interface DatabaseOptions {
  readonly url: string
  /** Connections of the application pool. */
  readonly max?: number
  readonly applicationName?: string
  /** Milliseconds; 0 means none. */
  readonly statementTimeout?: number
}

export interface Database {
  readonly url: string
  /** Runs `work` in one transaction that sees exactly one account. Any error rolls back; a failed COMMIT is CommitUnknown. */
  withAccount<T>(
    accountId: number,
    mode: LockMode,
    work: (tx: Transaction) => Promise<T>,
    options?: TransactionOptions,
  ): Promise<T>
  /** One autocommitted statement outside every account (tables without customer data). */
  query<Row extends object = Record<string, unknown>>(statement: Sql, name?: string): Promise<Row[]>
  /** The login's pool: migrations, partitions, sign-in, accounts. */
  readonly owner: pg.Pool
  /** The application pool itself, for LISTEN and COPY. */
  readonly app: pg.Pool
  close(): Promise<void>
}

/** COMMIT was sent and its answer was lost: the work may or may not have happened (reliability.md R6). */
export class CommitUnknown extends Error {
  override readonly name = 'CommitUnknown'
}

/** First key of the advisory lock every writer of an account shares. */
export const definitionsLock = 0x4d52

/**
 * Hot statements join a few hundred keys to large tables. Before the first ANALYZE, and whenever statistics are stale, the
 * planner takes the tables for small and hashes all of them (measured: 38 ms instead of 4 for 250 updates); a plan that
 * was cached while a table was empty would go on reading all of it. Transactions that read, and those that hold the
 * account alone, may scan and hash.
 */
const byKey =
  '-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c plan_cache_mode=force_generic_plan'
/** An index that gives the rows in the order asked for is taken, even where another one seems to cost the same. */
const inOrderOfIndex = 'SET LOCAL enable_sort = off;'
const byScan =
  'SET LOCAL enable_seqscan = on; SET LOCAL enable_hashjoin = on; SET LOCAL enable_mergejoin = on; SET LOCAL plan_cache_mode = auto;'

const bySet =
  'SET LOCAL enable_hashjoin = on; SET LOCAL enable_nestloop = off; SET LOCAL plan_cache_mode = auto;'

const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (format !== 'binary') {
      if (oid === 20) return Number
      if (oid === 1184) return parseTimestamp
      if (oid === 1082) return String
    }
    return pg.types.getTypeParser(oid, format ?? 'text')
  },
} as pg.CustomTypesConfig

export function openDatabase(options: DatabaseOptions): Database {
  const common = {
    connectionString: options.url,
    types,
    keepAlive: true,
    application_name: options.applicationName ?? 'millrace',
    statement_timeout: options.statementTimeout ?? 30_000,
    connectionTimeoutMillis: 10_000,
  }
  const app = new pg.Pool({
    ...common,
    max: options.max ?? 10,
    pipeline: true,
    options: `-c role=millrace_app -c TimeZone=UTC ${byKey}`,
  })
  const owner = new pg.Pool({ ...common, max: 3, statement_timeout: 0, options: '-c TimeZone=UTC' })
  // An idle connection that breaks is replaced by the pool; whoever holds one learns of it from its own query.
  app.on('error', () => {})
  owner.on('error', () => {})
  // One that breaks in somebody's hands between two queries says so by an event as well, which unheard ends the process.
  app.on('connect', (client) => client.on('error', () => {}))
  owner.on('connect', (client) => client.on('error', () => {}))

  return {
    url: options.url,
    app,
    owner,
    withAccount: (accountId, mode, work, options = {}) => withAccount(app, accountId, mode, work, options),
    query: async <Row extends object>(statement: Sql, name?: string) =>
      (await app.query<Row>(config(statement, name))).rows,
    close: async () => {
      await Promise.all([app.end(), owner.end()])
    },
  }
}

async function withAccount<T>(
  pool: pg.Pool,
  accountId: number,
  mode: LockMode,
  work: (tx: Transaction) => Promise<T>,
  options: TransactionOptions,
): Promise<T> {
  if (!Number.isSafeInteger(accountId) || accountId <= 0)
    throw new RangeError(`not an account id: ${accountId}`)
  const client = await pool.connect()
  let broken: Error | boolean = false
  const begun = begin(client, accountId, mode, options)
  try {
    const result = await work(transaction(pool, client, accountId, options.ahead ? begun : await begun))
    await begun
    await commit(client)
    return result
  } catch (error) {
    if (error instanceof CommitUnknown) broken = true
    else
      await client.query('ROLLBACK').catch((failure: Error) => {
        broken = failure
      })
    // Behind a BEGIN that failed everything fails, and says less.
    await begun
    throw error
  } finally {
    client.release(broken)
  }
}

interface Begun {
  readonly epoch: number
  readonly startedAt: number
}

const readAccount = `
  SELECT definitions_epoch AS epoch, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS "startedAt"
  FROM accounts`

/**
 * BEGIN, the account, its definitions lock and its epoch in one message. The epoch is a statement of its own: its
 * snapshot must be younger than the lock, or a publication that we waited for would go unseen.
 */
async function begin(
  client: pg.PoolClient,
  accountId: number,
  mode: LockMode,
  { wholeSets = false, indexOrder = false }: TransactionOptions,
): Promise<Begun> {
  const start = mode === 'read' ? 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY' : 'BEGIN'
  const lock =
    mode === 'read'
      ? ''
      : `SELECT pg_advisory_xact_lock${mode === 'shared' ? '_shared' : ''}(${definitionsLock}, hashint8(${accountId}));`
  const plans = `${wholeSets ? bySet : mode === 'shared' ? '' : byScan}${indexOrder ? inOrderOfIndex : ''}`
  const results = (await client.query(
    `${start}; SET LOCAL app.account_id = '${accountId}'; ${plans} ${lock} ${readAccount} WHERE id = ${accountId}`,
  )) as unknown as pg.QueryResult<Begun>[]
  const account = results.at(-1)?.rows[0]
  if (!account) throw new Problem('ACCOUNT_NOT_FOUND', `There is no account ${accountId}.`)
  return account
}

async function commit(client: pg.PoolClient): Promise<void> {
  try {
    await client.query('COMMIT')
  } catch (error) {
    // A database error means the server refused and rolled back; anything else means we do not know.
    if (error instanceof pg.DatabaseError && !isShutdown(error.code)) throw error
    throw new CommitUnknown('the answer to COMMIT was lost', { cause: error })
  }
}

function isShutdown(code: string | undefined): boolean {
  return code?.startsWith('57P') === true
}

function transaction(
  origin: object,
  client: pg.PoolClient,
  accountId: number,
  begun: Begun | Promise<Begun>,
): Transaction {
  let known = begun instanceof Promise ? undefined : begun
  const account = () => {
    if (!known) throw new Error('The transaction has not begun: its first statement has not answered yet.')
    return known
  }
  return {
    accountId,
    begun: remember(begun, (account) => {
      known = account
    }),
    get epoch() {
      return account().epoch
    },
    get startedAt() {
      return account().startedAt
    },
    origin,
    query: async <Row extends object>(statement: Sql, name?: string) =>
      (await client.query<Row>(config(statement, name))).rows,
    execute: async (statement, name) => (await client.query(config(statement, name))).rowCount ?? 0,
  }
}

/** Who waits for nothing of it learns of its failure from the statements behind it. */
function remember(begun: Begun | Promise<Begun>, known: (account: Begun) => void): Promise<void> {
  const remembered = Promise.resolve(begun).then(known)
  remembered.catch(() => {})
  return remembered
}

function config(statement: Sql, name: string | undefined): pg.QueryConfig {
  return name === undefined
    ? { text: statement.text, values: statement.values }
    : { name, text: statement.text, values: statement.values }
}
