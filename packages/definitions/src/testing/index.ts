export { hubspotLikeFlow } from './hubspot-like-flow.js'
export { validFlows } from './random-flow.js'
