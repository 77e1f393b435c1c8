export { checkAnswer } from './check-answer.js'
export { type Answer, type Tenant, type TestServer, testServer } from './test-server.js'
