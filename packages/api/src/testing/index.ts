export { type Answer, type Tenant, type TestServer, testServer } from './test-server.js'
