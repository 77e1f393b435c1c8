// A workflow in which people are for a while, and what can be said of them at any moment.
import type { Database } from '@millrace/store'
import sql from 'sql-template-tag'

const edge = (nextActionId: string) => ({ connection: { edgeType: 'STANDARD', nextActionId } })
const increment = (actionId: string, property_name: string, next: string) => ({
  actionId,
  type: 'SINGLE_CONNECTION',
  actionTypeId: '0-5',
  fields: { property_name, value: { type: 'INCREMENT', incrementAmount: 1 } },
  ...edge(next),
})

/** What to make before `waitingFlow`. */
export const counters = ['before_waiting', 'after_waiting'].map((name) => ({
  name,
  label: name,
  type: 'number',
  fieldType: 'number',
  groupName: 'contactinformation',
}))

export const everybodyWithAName = {
  type: 'LIST_BASED',
  shouldReEnroll: false,
  listFilterBranch: {
    filterBranchType: 'AND',
    filterBranchOperator: 'AND',
    filterBranches: [],
    filters: [
      {
        filterType: 'PROPERTY',
        property: 'firstname',
        operation: { operationType: 'ALL_PROPERTY', operator: 'IS_KNOWN' },
      },
    ],
  },
}

/** For everybody with a first name: counts, waits, counts again, makes a task, and calls the address where there is one. */
export function waitingFlow(webhookUrl?: string) {
  const task = { actionId: '4', type: 'SINGLE_CONNECTION', actionTypeId: '0-3', fields: { subject: 'Call' } }
  const webhook = {
    actionId: '5',
    type: 'WEBHOOK',
    method: 'POST',
    webhookUrl,
    queryParams: [{ name: 'email', value: { type: 'OBJECT_PROPERTY', propertyName: 'email' } }],
  }
  return {
    type: 'CONTACT_FLOW',
    objectTypeId: '0-1',
    flowType: 'WORKFLOW',
    isEnabled: true,
    startActionId: '1',
    actions: [
      increment('1', 'before_waiting', '2'),
      {
        actionId: '2',
        type: 'SINGLE_CONNECTION',
        actionTypeId: '0-1',
        fields: { delta: '10', time_unit: 'MINUTES' },
        ...edge('3'),
      },
      increment('3', 'after_waiting', '4'),
      ...(webhookUrl === undefined ? [task] : [{ ...task, ...edge('5') }, webhook]),
    ],
    enrollmentCriteria: everybodyWithAName,
  }
}

/** In one statement, so that a moment is one moment. */
export async function figures(db: Database, accountId: number) {
  const [row] = await db.withAccount(accountId, 'read', (tx) =>
    tx.query<Record<'people' | 'entered' | 'waiting' | 'completed' | 'once' | 'tasks', number>>(sql`SELECT
      (SELECT count(*) FROM records WHERE account_id = ${accountId} AND object_type_id = '0-1') AS people,
      (SELECT count(*) FROM enrollments WHERE account_id = ${accountId}) AS entered,
      (SELECT count(*) FROM enrollments WHERE account_id = ${accountId} AND state = 'time') AS waiting,
      (SELECT count(*) FROM enrollments WHERE account_id = ${accountId} AND end_state = 'completed') AS completed,
      (SELECT count(*) FROM records WHERE account_id = ${accountId}
         AND hot ->> 'before_waiting' = '1' AND hot ->> 'after_waiting' = '1') AS once,
      (SELECT count(*) FROM records WHERE account_id = ${accountId} AND object_type_id = '0-27') AS tasks`),
  )
  if (!row) throw new Error('no figures')
  return row
}

/** The figures when so many people came in and out, each once. */
export function allOut(people: number) {
  return { people, entered: people, waiting: 0, completed: people, once: people, tasks: people }
}

/** As if the ten minutes had passed for those who wait, at most so many of them. */
export async function passTime(db: Database, accountId: number, most = 10_000): Promise<void> {
  await db.withAccount(accountId, 'shared', (tx) =>
    tx.execute(sql`
      UPDATE enrollments SET due_at = now() WHERE account_id = ${accountId} AND id IN (
        SELECT id FROM enrollments WHERE account_id = ${accountId} AND state = 'time' AND due_at > now()
        LIMIT ${most} FOR UPDATE SKIP LOCKED)`),
  )
}
