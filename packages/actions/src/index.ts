export * from './action.js'
export * from './crm.js'
