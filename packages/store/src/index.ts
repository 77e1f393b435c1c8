export * from './array-literals.js'
export {
  CommitUnknown,
  type Database,
  type DatabaseOptions,
  type LockMode,
  openDatabase,
  type Transaction,
} from './database.js'
