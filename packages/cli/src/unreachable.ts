import { BackupError, EmbeddedServerError, MigrationError } from '@millrace/store'
import { CommandFailure, EXIT } from './exit-codes.js'

const UNREACHABLE =
  /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|08\w{3}|57P0[1-3]|28P01|28000|3D000)$/

/** A failure that says what is wrong with the database, or undefined when the error is about something else. */
export function databaseFailure(error: unknown): CommandFailure | undefined {
  if (error instanceof EmbeddedServerError) return new CommandFailure(error.message, EXIT.noDatabase)
  if (error instanceof MigrationError || error instanceof BackupError)
    return new CommandFailure(error.message, EXIT.failure)
  if (!(error instanceof Error)) return undefined
  const first = error instanceof AggregateError ? (error.errors[0] as Error) : error
  const code = 'code' in first ? String(first.code) : ''
  if (!UNREACHABLE.test(code)) return undefined
  return new CommandFailure(`Cannot reach the database: ${first.message} (${code}).`, EXIT.noDatabase)
}
