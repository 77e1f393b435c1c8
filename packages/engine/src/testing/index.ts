export { aPublishedEmail, sendsEmail } from './an-email.js'
export { drained } from './drained.js'
export {
  all,
  anyGroup,
  associated,
  happening,
  isEqualTo,
  isKnown,
  onEvents,
  triggeredBy,
} from './engine-criteria.js'
export { aFlow, anEngine, aPublishedWorkflow, enrollAll, setProperty } from './engine-fixture.js'
export { type Behaviour, MailServer, type ReceivedMail } from './mail-server.js'
export { OutboxFixture, type Received, secretKey } from './outbox-fixture.js'
export { sendWaiting } from './send-waiting.js'
export { tellEvent } from './tell-event.js'
