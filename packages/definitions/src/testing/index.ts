export { validFlows } from './random-flow.js'
