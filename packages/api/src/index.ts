export type { Endpoint } from './contract/endpoint.js'
export { contract } from './contract/index.js'
export { type RunningServer, type ServerOptions, type ServerSettings, startServer } from './server.js'
