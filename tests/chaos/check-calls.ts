// What the receiver saw, against what the log says (I4, I5, I7).
import type pg from 'pg'
import type { Call } from './receiver.js'
import type { Tenant } from './tenant.js'

export async function checkCalls(
  admin: pg.Pool,
  tenants: readonly Tenant[],
  calls: readonly Call[],
): Promise<string[]> {
  const findings = [...strayIds(calls), ...strangers(tenants, calls)]
  for (const tenant of tenants) {
    findings.push(...(await unaccepted(admin, tenant, calls)))
    findings.push(...(await unlicensedRepetitions(admin, tenant, calls)))
  }
  return findings
}

/** I4: a step that is logged as succeeded was accepted under its id. */
async function unaccepted(admin: pg.Pool, { accountId }: Tenant, calls: readonly Call[]): Promise<string[]> {
  const accepted = new Set(calls.filter((call) => call.accepted).map(({ id }) => id))
  const { rows } = await admin.query<{ enrollment: number; id: string | null }>(
    `SELECT enrollment_id AS enrollment, detail ->> 'effectId' AS id FROM action_log
     WHERE account_id = $1 AND action_type = 'WEBHOOK' AND outcome = 'succeeded'`,
    [accountId],
  )
  return rows
    .filter(({ id }) => id === null || !accepted.has(id))
    .map(
      ({ enrollment, id }) => `I4 enrollment ${enrollment} of account ${accountId}: ${id} was never accepted`,
    )
}

/** I4: one id a step. Each person passes each of these flows' webhooks once. */
function strayIds(calls: readonly Call[]): string[] {
  const ids = new Map<string, Set<string>>()
  const words = new Map<string, Set<string>>()
  for (const { path, id, body } of calls) {
    if (!path.endsWith('pulse')) addTo(ids, `${path} ${body}`, id)
    addTo(words, id, body)
  }
  return [
    ...several(ids).map(([step, seen]) => `I4 ${step} was called under ${seen.join(' and ')}`),
    ...several(words).map(([id, seen]) => `I4 ${id} carried ${seen.join(' and ')}`),
  ]
}

/**
 * I5, the budget of duplicates: a step is called once, and once more for each time its log says that it is tried again. A
 * call beyond that was made by somebody who held no lease.
 */
async function unlicensedRepetitions(
  admin: pg.Pool,
  { accountId }: Tenant,
  calls: readonly Call[],
): Promise<string[]> {
  const { rows } = await admin.query<{ enrollment: number; id: string; retries: number }>(
    `SELECT s.enrollment_id AS enrollment, s.detail ->> 'effectId' AS id, (
       SELECT count(*) FROM action_log r
       WHERE r.account_id = $1 AND r.enrollment_id = s.enrollment_id AND r.action_id = s.action_id
         AND r.outcome = 'retrying' AND r.code <> 'late_answer')::int AS retries
     FROM action_log s WHERE s.account_id = $1 AND s.action_type = 'WEBHOOK' AND s.outcome = 'succeeded'`,
    [accountId],
  )
  const made = new Map<string, number>()
  for (const { id } of calls) made.set(id, (made.get(id) ?? 0) + 1)
  return rows
    .filter(({ id, retries }) => (made.get(id) ?? 0) > 1 + retries)
    .map(
      ({ enrollment, id, retries }) =>
        `I5 enrollment ${enrollment} of account ${accountId}: ${made.get(id)} calls under ${id}, ${retries} retries logged`,
    )
}

/** How often something was sent again that had been accepted. */
export function repetitions(calls: readonly Call[]): number {
  const accepted = new Set<string>()
  let count = 0
  for (const { id, accepted: taken } of calls) {
    if (accepted.has(id)) count++
    if (taken) accepted.add(id)
  }
  return count
}

/** I7: an account's calls carry its canary and nobody else's. */
function strangers(tenants: readonly Tenant[], calls: readonly Call[]): string[] {
  return calls.flatMap(({ path, body }) => {
    const owner = tenants.find(({ accountId }) => path.startsWith(`/${accountId}/`))
    const wrong = tenants.filter((tenant) => tenant !== owner && body.includes(tenant.canary))
    if (owner && body.includes(owner.canary) && wrong.length === 0) return []
    return [`I7 a call to ${path} carried ${body}`]
  })
}

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  const values = map.get(key)
  if (values) values.add(value)
  else map.set(key, new Set([value]))
}

function several(map: ReadonlyMap<string, ReadonlySet<string>>): [string, string[]][] {
  return [...map].filter(([, values]) => values.size > 1).map(([key, values]) => [key, [...values]])
}
