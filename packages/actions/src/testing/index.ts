export { memoryCatalogue } from './memory-catalogue.js'
export {
  type ActionOutputs,
  MemoryCrm,
  type MemoryCrmOptions,
  type MemoryRecord,
  type MemoryRecordOptions,
  memoryMember,
  memoryRecord,
} from './memory-crm.js'
export { issuesOf, prepareContext, runAction } from './run-action.js'
