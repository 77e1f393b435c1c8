// Everything that happens to a record, as operations on a world (world.ts), with the moments at which it is dangerous to
// be interrupted. The pairs of all of them are raced in pairs.test.ts.
import {
  advance,
  build,
  deleteRecords,
  evaluate,
  mergeRecords,
  publish,
  republish,
  retime,
  unenrollRecords,
  unpublish,
} from '@millrace/engine'
import { enrollAll } from '@millrace/engine/testing'
import { Problem } from '@millrace/model'
import {
  definitionsOf,
  importRows,
  lockRecords,
  RecordsMerged,
  readClock,
  readWorkflow,
  replaceWorkflow,
  startImport,
  type Transaction,
  writeRecords,
} from '@millrace/store'
import type { Actor, Moment } from '../testing/actor.js'
import { slowerGreeting, type World } from './world.js'

export interface Operation {
  readonly moments: readonly Moment[]
  /** It takes what nobody holds at the moment: it may come away empty, and the work is done afterwards. */
  readonly claims?: true
  /** Its answer, as far as who asked for it sees it. */
  run(world: World, actor: Actor): Promise<unknown>
}

const api = { source: { type: 'API' }, chain: [], lane: 'interactive' } as const
const everybody = ({ ada, tim, uma, pia }: World) => [tim, uma, ada, pia]

const all = {
  /** Everybody leaves London. */
  write: {
    moments: ['sql:records.lock', 'commit:shared'],
    run: (world, actor) =>
      inAccount(world, actor, async (tx) => {
        const writes = everybody(world).map((recordId) => ({
          objectTypeId: '0-1',
          recordId,
          values: { city: 'Paris' },
        }))
        await writeRecords(tx, await definitionsOf(tx), api, writes)
      }),
  },

  evaluate: {
    claims: true,
    moments: ['evaluate:picked', 'evaluate:locked', 'evaluate:before-commit'],
    run: quiet((world, actor) => evaluate(actor.engine, world.accountId, 'interactive')),
  },

  /** A chunk of *Extra*'s look at existing records. */
  build: {
    claims: true,
    moments: ['sql:publications.claim', 'build:before-commit'],
    run: quiet((world, actor) => build(actor.engine, world.accountId)),
  },

  /** Ada's first step. */
  wave: {
    claims: true,
    moments: ['begun:shared', 'sql:claim-due', 'wave:settled'],
    run: quiet((world, actor) => advance(actor.engine, world.accountId, 'interactive')),
  },

  /** Tim's timer. */
  timer: {
    claims: true,
    moments: ['sql:claim-due', 'wave:settled'],
    run: quiet((world, actor) => advance(actor.engine, world.accountId, 'timers')),
  },

  /** By hand; Pia's own move to London is yet to be looked at. */
  enroll: {
    moments: ['sql:records.lock', 'commit:shared'],
    run: async (world, actor) => {
      const answers = await enrollAll(actor.db, world.accountId, world.greet, [world.pia])
      return answers.map(({ outcome }) => outcome)
    },
  },

  unenroll: {
    moments: ['sql:enrollments.active-of-records', 'commit:shared'],
    run: (world, actor) =>
      inAccount(world, actor, async (tx) => {
        const ids = await lockRecords(tx, everybody(world))
        await unenrollRecords(tx, await definitionsOf(tx), ids, { reason: 'manual' }, await readClock(tx))
      }),
  },

  /** *Later* is turned on, for existing records too. */
  publish: {
    moments: ['committed:read', 'commit:exclusive'],
    run: quiet((world, actor) => publish(actor.db, world.accountId, world.later, { enrollExisting: true })),
  },

  /** *Greet*; whoever is inside stays there. */
  turnOff: {
    moments: ['begun:exclusive', 'commit:exclusive'],
    run: quiet((world, actor) => unpublish(actor.db, world.accountId, world.greet, { unenrollAll: false })),
  },

  /** A-DLW-8 W-RUN-8 whoever waits longer than *Greet* asks for now goes on: Uma. */
  retime: {
    claims: true,
    moments: ['sql:timers.claim-retiming', 'sql:timers.pick-retiming', 'sql:records.lock', 'commit:shared'],
    run: quiet((world, actor) => retime(actor.engine, world.accountId)),
  },

  /** A revision of *Greet* in which Ada's step is gone and the wait is longer. */
  revise: {
    moments: ['committed:shared', 'commit:exclusive'],
    run: quiet(async (world, actor) => {
      await inAccount(world, actor, async (tx) => {
        const stored = await readWorkflow(tx, world.greet)
        await replaceWorkflow(tx, world.greet, slowerGreeting, stored?.revisionId ?? 0)
      })
      await republish(actor.db, world.accountId, world.greet)
    }),
  },

  /** A file in which Ada leaves, Pia stays, and somebody is new. */
  import: {
    moments: ['sql:records.find-by-key', 'commit:shared'],
    run: async (world, actor) => {
      let rows: readonly { readonly email: string; readonly city: string }[] = [
        { email: 'ada@example.test', city: 'Oslo' },
        { email: 'new@example.test', city: 'London' },
        { email: 'pia@example.test', city: 'London' },
      ]
      let created = 0
      while (rows.length > 0) {
        const result = await importOnce(world, actor, rows)
        if (result.refused.length > 0) return result.refused
        created += result.created
        rows = rows.filter((_, row) => result.again.includes(row))
      }
      return created
    },
  },

  delete: {
    moments: ['sql:records.lock', 'commit:shared'],
    run: (world, actor) =>
      inAccount(world, actor, async (tx) => {
        const at = await readClock(tx)
        const ids = [world.tim, world.pia]
        return (await deleteRecords(tx, await definitionsOf(tx), ids, { ...api, at })).length
      }),
  },
  /** Tim is Pia: his timer, his memory and his address become hers. */
  merge: {
    moments: ['sql:records.lock', 'sql:enrollments.active-of-records', 'commit:shared'],
    run: (world, actor) => mergeOnce(world, actor),
  },
} satisfies Readonly<Record<string, Operation>>

export type OperationName = keyof typeof all

export const operations: Readonly<Record<OperationName, Operation>> = all

export const operationNames = Object.keys(all) as OperationName[]

/** A refusal is an answer; anything else that goes wrong is a failure of the race. */
export async function answerOf(run: () => Promise<unknown>): Promise<string> {
  try {
    return JSON.stringify((await run()) ?? null)
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
}

function inAccount<T>(
  { accountId }: World,
  { db }: Actor,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return db.withAccount(accountId, 'shared', work)
}

/** Again when one of the two was merged meanwhile, as the API does. */
async function mergeOnce(world: World, actor: Actor): Promise<number> {
  try {
    return await inAccount(world, actor, async (tx) => {
      const request = { objectTypeId: '0-1', primaryId: world.pia, mergedId: world.tim }
      const meta = { ...api, at: await readClock(tx) }
      return (await mergeRecords(tx, await definitionsOf(tx), request, meta)) === world.pia ? 1 : 0
    })
  } catch (error) {
    if (error instanceof RecordsMerged) return mergeOnce(world, actor)
    throw error
  }
}

function importOnce(world: World, actor: Actor, rows: readonly { email: string; city: string }[]) {
  return inAccount(world, actor, async (tx) => {
    const definitions = await definitionsOf(tx)
    const uniqueKey = definitions.property('0-1', 'email')
    if (!uniqueKey) throw new Error('contacts have an email')
    const importId = await startImport(tx, '0-1', 'people.csv')
    return importRows(tx, definitions, { importId, objectTypeId: '0-1', uniqueKey, rows })
  })
}

/** What it reports is for whoever paces it, and no part of the outcome. */
function quiet(run: Operation['run']): Operation['run'] {
  return async (world, actor) => {
    await run(world, actor)
  }
}
