export { pathFamilies } from '../contract/path-families.js'
export { checkAnswer } from './check-answer.js'
export { inputSchema } from './input-schema.js'
export { type Answer, type Tenant, type TestServer, testServer } from './test-server.js'
