import { CommitUnknown } from '@millrace/store'
import pg from 'pg'

/** Classes of SQLSTATE that speak of the server or the connection, not of the work: reached again after a pause. */
const transient = /^(08|57P|53|58|40|55P03|57014|25006)/

/** Whether an error says that the server is away, busy or starting: any work would fail the same way now. */
export function isServerTrouble(error: unknown): boolean {
  if (error instanceof CommitUnknown) return true
  if (error instanceof pg.DatabaseError) return transient.test(error.code ?? '')
  if (!(error instanceof Error)) return false
  return 'syscall' in error || /connection|timeout exceeded when trying to connect/i.test(error.message)
}
