// What every race begins with: one account in the middle of everything, small enough that each outcome can be read.
//
//   Ada    stands ready at the first step of *Greet*        Greet: on since the beginning, its wait was made shorter
//   Tim    waits in *Greet*; his timer has fired            Extra: just turned on, its build of existing records is due
//   Uma    waits there as well, longer than is now asked    Later: saved, off
//   Pia    moved to London, and nobody has looked yet
import { advance, evaluate, publish, republish } from '@millrace/engine'
import { aFlow, all, anEngine, isEqualTo, setProperty, triggeredBy } from '@millrace/engine/testing'
import {
  createWorkflow,
  type Database,
  definitionsOf,
  readWorkflow,
  replaceWorkflow,
  writeRecords,
} from '@millrace/store'
import { anAccount, records } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { accountCopies } from '../testing/account-copies.js'

export interface World {
  readonly db: Database
  readonly accountId: number
  readonly greet: number
  readonly extra: number
  readonly later: number
  readonly ada: number
  readonly tim: number
  readonly uma: number
  readonly pia: number
}

const inLondon = [all(isEqualTo('city', 'London'))]

const delay = (delta: string) => ({
  actionId: '2',
  type: 'SINGLE_CONNECTION',
  actionTypeId: '0-1',
  actionTypeVersion: 0,
  fields: { delta, time_unit: 'MINUTES' },
  connection: { edgeType: 'STANDARD', nextActionId: '3' },
})

/** Greets whoever comes to London, waits, says goodbye; whoever leaves London leaves it. */
export const greeting = aFlow({
  name: 'Greet',
  ...triggeredBy(inLondon, { unEnrollObjectsNotMeetingCriteria: true }),
  startActionId: '1',
  nextAvailableActionId: '4',
  actions: [setProperty('1', 'jobtitle', 'Greeted', '2'), delay('60'), setProperty('3', 'lastname', 'Gone')],
})

/** Its first revision, on which everybody stands still: one waited for an hour and a half. */
const firstGreeting = aFlow({
  ...greeting,
  actions: [setProperty('1', 'jobtitle', 'Greeted', '2'), delay('90'), setProperty('3', 'lastname', 'Gone')],
})

/** Its next revision: the first step is another one, and the wait is twice as long. */
export const slowerGreeting = aFlow({
  ...greeting,
  startActionId: '4',
  nextAvailableActionId: '5',
  actions: [
    setProperty('4', 'jobtitle', 'Welcomed', '2'),
    delay('120'),
    setProperty('3', 'lastname', 'Gone'),
  ],
})

const marking = (name: string, property: string) =>
  aFlow({
    name,
    ...triggeredBy(inLondon),
    startActionId: '1',
    nextAvailableActionId: '2',
    actions: [setProperty('1', property, name)],
  })

/** Worlds that are alike, one for each race. */
export async function worlds(db: Database): Promise<() => Promise<World>> {
  const world = await aWorld(db)
  const copy = await accountCopies(db, world.accountId)
  // Every race reads the schema anew: it is a small one.
  await db.owner.query(`
    DELETE FROM copied.properties
    WHERE object_type_id <> '0-1' OR name <> ALL ('{email,city,jobtitle,lastname,company,state}')`)
  return async () => ({ ...world, accountId: await copy() })
}

async function aWorld(db: Database): Promise<World> {
  const accountId = await anAccount(db)
  const engine = anEngine(db)
  const store = async (flow: typeof greeting) =>
    (await db.withAccount(accountId, 'shared', (tx) => createWorkflow(tx, flow))).id
  const look = () => evaluate(engine, accountId, 'interactive')

  const greet = await store(firstGreeting)
  await publish(db, accountId, greet, { enrollExisting: false })
  const [tim = 0, uma = 0] = await records(db, accountId, '0-1', [
    { email: 'tim@example.test', city: 'London' },
    { email: 'uma@example.test', city: 'London' },
  ])
  await look()
  await advance(engine, accountId, 'interactive')
  const [ada = 0, pia = 0] = await records(db, accountId, '0-1', [
    { email: 'ada@example.test', city: 'London' },
    { email: 'pia@example.test', city: 'Paris' },
  ])
  await look()
  const [extra, later] = [await store(marking('Extra', 'company')), await store(marking('Later', 'state'))]
  await db.withAccount(accountId, 'shared', async (tx) => {
    const meta = { source: { type: 'API' }, chain: [], lane: 'interactive' } as const
    const moved = { objectTypeId: '0-1', recordId: pia, values: { city: 'London' } }
    await writeRecords(tx, await definitionsOf(tx), meta, [moved])
    // They began to wait so long ago.
    for (const [recordId, minutes] of Object.entries({ [tim]: 100, [uma]: 70 }))
      await tx.execute(sql`
        UPDATE enrollments SET due_at = due_at - make_interval(mins => ${minutes}),
          waiting_since = waiting_since - make_interval(mins => ${minutes})
        WHERE account_id = ${accountId} AND record_id = ${recordId}::bigint`)
    const stored = await readWorkflow(tx, greet)
    await replaceWorkflow(tx, greet, greeting, stored?.revisionId ?? 0)
  })
  await republish(db, accountId, greet)
  await publish(db, accountId, extra, { enrollExisting: true })
  return { db, accountId, greet, extra, later, ada, tim, uma, pia }
}

/**
 * Everything that came of it and that somebody could notice: the same for the same order of events. Not the number of
 * versions: a wave that ran out of time settles its steps in two.
 */
export async function outcomeOf({ db, accountId, ...named }: World): Promise<string> {
  const names = new Map(Object.entries(named).map(([name, id]) => [id, name]))
  const nameOf = (id: number) => names.get(id) ?? 'new'
  return db.withAccount(accountId, 'read', async (tx) => {
    const records = await tx.query<{ id: number; values: string }>(sql`
      SELECT r.id, concat_ws(' ', CASE WHEN r.deleted_at IS NOT NULL THEN 'deleted' END,
        'merged into ' || nullif(r.merged_into, 0),
        (SELECT string_agg(key || '=' || value, ' ' ORDER BY key)
         FROM jsonb_each_text(r.hot || coalesce(c.cold, '{}')) WHERE key IN ('city', 'jobtitle', 'company', 'state', 'lastname'))
        ) AS values
      FROM records r LEFT JOIN cold_values c ON c.account_id = r.account_id AND c.record_id = r.id
      WHERE r.account_id = ${accountId} ORDER BY r.id`)
    const passes = await tx.query<{ record: number; workflow: number; story: string }>(sql`
      SELECT l.record_id AS record, l.workflow_id AS workflow, concat_ws(' ', coalesce(e.state, 'refused'),
        CASE WHEN e.state = 'time' THEN 'at ' || e.action_id END, e.reason,
        '(' || string_agg(concat_ws(' ', l.outcome, l.action_id, l.code), ', ' ORDER BY l.seq) || ')') AS story
      FROM action_log l LEFT JOIN enrollments e ON e.account_id = l.account_id AND e.id = l.enrollment_id
      WHERE l.account_id = ${accountId}
      GROUP BY l.record_id, l.workflow_id, l.enrollment_id, e.state, e.action_id, e.reason ORDER BY 1, 2, l.enrollment_id`)
    return [
      ...records.map(({ id, values }) => `${nameOf(id)}: ${values}`),
      ...passes.map(({ record, workflow, story }) => `${nameOf(record)} in ${nameOf(workflow)}: ${story}`),
    ]
      .sort()
      .join('\n')
  })
}
