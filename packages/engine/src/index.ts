export { advance } from './advance.js'
export { audit, type Finding } from './audit/audit.js'
export { deleteRecords } from './crm/delete-records.js'
export { mergeRecords } from './crm/merge-records.js'
export type { Engine, Waker } from './engine.js'
export { type EnrollOutcome, type EnrollRequest, type EnrollResult, enroll } from './enroll/enroll.js'
export { evaluate } from './evaluate/evaluate.js'
export { evaluateByClock } from './evaluate/evaluate-by-clock.js'
export { expandFanout } from './evaluate/expand-fanout.js'
export {
  type Faults,
  isPlanted,
  noFaults,
  type PlantedDefect,
  plantedDefects,
  reach,
} from './faults.js'
export { foldCounterDeltas } from './keep/fold-counter-deltas.js'
export { defaultRetention, keep, keepDaily, type Retention } from './keep/keep.js'
export { leave } from './leave/leave.js'
export { unenrollRecords } from './leave/unenroll-records.js'
export { buildList } from './lists/build-list.js'
export { buildSnapshot } from './lists/build-snapshot.js'
export { type ListUsers, listUsers } from './lists/list-users.js'
export { addList, changeListFilter, convertList, removeList, restoreList } from './lists/manage-lists.js'
export type { Observer } from './observer.js'
export { idle, type Progress } from './progress.js'
export { build } from './publish/build.js'
export { type MatchCount, matchCount } from './publish/match-count.js'
export { moveProperties } from './publish/move-properties.js'
export { type PublishOptions, publish, republish } from './publish/publish.js'
export { unpublish } from './publish/unpublish.js'
export type { WorkerLog, WorkerSettings } from './settings.js'
export { createWaker, type ProcessWaker } from './wake.js'
export { startWorker, type Worker, type WorkerInput } from './worker.js'
