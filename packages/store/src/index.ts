export * from './array-literals.js'
export { BackupError, type BackupReport } from './backup/archive.js'
export { restoreBackup } from './backup/restore-backup.js'
export { writeBackup } from './backup/write-backup.js'
export {
  CommitUnknown,
  type Database,
  type DatabaseOptions,
  type LockMode,
  openDatabase,
  type Transaction,
} from './database.js'
export { EmbeddedServerError } from './embedded/embedded-server-error.js'
export { type EmbeddedOptions, type EmbeddedServer, startEmbedded } from './embedded/start-embedded.js'
export { MigrationError, type MigrationReport, migrate } from './migrations/run-migrations.js'
