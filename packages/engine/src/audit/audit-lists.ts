import { definitionsOf, isQuiet, readClock, strayMembers, type Transaction } from '@millrace/store'
import type { Finding } from './finding.js'

/**
 * Active lists whose members are not who their filters say, while nothing waits to be looked at. Filters with a condition
 * on the clock are left out: at midnight they may be a quarter of an hour late (W-FLS-4).
 */
export async function auditLists(tx: Transaction): Promise<Finding[]> {
  const { lists } = await definitionsOf(tx)
  if (lists.size === 0 || !(await isQuiet(tx))) return []
  const findings: Finding[] = []
  const now = await readClock(tx)
  for (const list of lists.values()) {
    if (list.filter.reads.clock) continue
    for (const { recordId, isMember } of await strayMembers(tx, list, now)) {
      findings.push({
        check: 'active-list-is-not-its-filter',
        subject: `list ${list.listId}, record ${recordId}`,
        detail: isMember ? 'is a member, and does not meet the filter' : 'meets the filter, and is no member',
      })
    }
  }
  return findings
}
