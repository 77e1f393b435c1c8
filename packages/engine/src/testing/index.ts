export { all, anyGroup, associated, isEqualTo, isKnown, triggeredBy } from './engine-criteria.js'
export { aFlow, anEngine, aPublishedWorkflow, enrollAll, setProperty } from './engine-fixture.js'
export { OutboxFixture, type Received, secretKey } from './outbox-fixture.js'
