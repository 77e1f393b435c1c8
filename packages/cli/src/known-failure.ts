import { BackupError, EmbeddedServerError, MigrationError } from '@millrace/store'
import { CommandFailure, EXIT } from './exit-codes.js'

/** Network, authentication and shutdown errors of connecting, of the system and of PostgreSQL. */
const UNREACHABLE =
  /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|08\w{3}|57P0[1-3]|28P01|28000|3D000)$/

/** What to tell the person about an error that is no bug of ours; undefined for one that may be. */
export function knownFailure(error: unknown): CommandFailure | undefined {
  if (error instanceof CommandFailure) return error
  if (error instanceof EmbeddedServerError) return new CommandFailure(error.message, EXIT.noDatabase)
  if (error instanceof MigrationError || error instanceof BackupError)
    return new CommandFailure(error.message)
  if (!(error instanceof Error)) return undefined
  const first =
    error instanceof AggregateError
      ? (error.errors[0] as NodeJS.ErrnoException)
      : (error as NodeJS.ErrnoException)
  if (first.syscall === 'listen') return new CommandFailure(listenFailure(first))
  if (first.syscall === 'open') return new CommandFailure(openFailure(first))
  // Every connection takes this role from its first byte: the first thing an empty database lacks.
  if (/role "millrace_app" does not exist/.test(error.message))
    return new CommandFailure(
      'The database is not prepared yet: run `millrace migrate` or `millrace start` first.',
    )
  if (!UNREACHABLE.test(first.code ?? '')) return undefined
  return new CommandFailure(`Cannot reach the database: ${first.message} (${first.code}).`, EXIT.noDatabase)
}

function openFailure({ code, path, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return `There is no such file or directory: ${path}.`
  if (code === 'EACCES') return `You may not read or write ${path}.`
  return `${message}.`
}

export function listenFailure(error: NodeJS.ErrnoException & { readonly port?: number }): string {
  if (error.code === 'EADDRINUSE')
    return `Port ${error.port} is taken, perhaps by a Millrace that is running already. Set PORT to another.`
  return `Cannot listen there: ${error.message}. Set HOST and PORT to others.`
}
