// What the receiver saw, against what the log says (I4, I5, I7).
import type pg from 'pg'
import type { FaultLog } from './fault-log.js'
import type { Call } from './receiver.js'
import type { Tenant } from './tenant.js'

/** A repetition may come so long after the fault that caused it: the lease, the longest pause, and the queue behind it. */
const aftermathMs = 10_000

export async function checkCalls(
  admin: pg.Pool,
  tenants: readonly Tenant[],
  calls: readonly Call[],
  faults: FaultLog,
): Promise<string[]> {
  return [
    ...(await unaccepted(admin, tenants, calls)),
    ...strayIds(calls),
    ...unexplainedRepetitions(calls, faults),
    ...strangers(tenants, calls),
  ]
}

/** I4: a step that is logged as succeeded was accepted under its id, and no call came under an id the log does not know. */
async function unaccepted(
  admin: pg.Pool,
  tenants: readonly Tenant[],
  calls: readonly Call[],
): Promise<string[]> {
  const accepted = new Set(calls.filter((call) => call.accepted).map(({ id }) => id))
  const findings: string[] = []
  for (const { accountId } of tenants) {
    const { rows } = await admin.query<{ enrollment: number; id: string | null }>(
      `SELECT enrollment_id AS enrollment, detail ->> 'effectId' AS id FROM action_log
       WHERE account_id = $1 AND action_type = 'WEBHOOK' AND outcome = 'succeeded'`,
      [accountId],
    )
    for (const { enrollment, id } of rows)
      if (id === null || !accepted.has(id))
        findings.push(`I4 enrollment ${enrollment} of account ${accountId}: effect ${id} was never accepted`)
  }
  return findings
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
 * I5: what was accepted is sent again only where the answer was lost or something was broken in between. In the quiet
 * before and after the faults, nothing is.
 */
function unexplainedRepetitions(calls: readonly Call[], faults: FaultLog): string[] {
  const last = new Map<string, Call>()
  const findings: string[] = []
  for (const call of calls) {
    const before = last.get(call.id)
    if (before && !before.answerLost && !faults.anyBetween(before.at - aftermathMs, call.at))
      findings.push(
        `I5 ${call.id} was accepted and sent again after ${call.at - before.at} ms, for no reason`,
      )
    if (call.accepted) last.set(call.id, call)
  }
  return findings
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
