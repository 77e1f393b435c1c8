export { aroundStatements, inTurn } from './around-statements.js'
export { anAccount, aRecord, records } from './factories.js'
export { fingerprint } from './fingerprint.js'
export { type TestDatabase, testDatabase } from './test-database.js'
