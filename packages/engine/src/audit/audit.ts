import { checks, type Database } from '@millrace/store'
import { auditLists } from './audit-lists.js'
import type { Finding } from './finding.js'

/** Everything that must not be in an account and is: nothing, at any moment (design.md 10, *never silent*). */
export function audit(db: Database, accountId: number): Promise<Finding[]> {
  return db.withAccount(accountId, 'read', async (tx) => {
    const findings: Finding[] = []
    for (const { name, statement } of checks) {
      const rows = await tx.query<{ subject: string; detail: string }>(statement(accountId))
      findings.push(...rows.map((row) => ({ check: name, ...row })))
    }
    return [...findings, ...(await auditLists(tx))]
  })
}
