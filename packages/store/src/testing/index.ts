export { anAccount, aRecord, records } from './factories.js'
export { type TestDatabase, testDatabase } from './test-database.js'
