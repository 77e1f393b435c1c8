export { applyPatches, LostLock } from './apply-patches.js'
export { claimKeys, type Refusal } from './claim-keys.js'
export { markRecordsDeleted } from './delete-records.js'
export { eraseRecords } from './erase/erase-records.js'
export { findArchived } from './erase/find-archived.js'
export { findByKey } from './find-by-key.js'
export { reserveRecordIds } from './insert-records.js'
export { hotOnly, loadRecords, loadWholeRecords, needsCold } from './load-records.js'
export { lockRecords } from './lock-records.js'
export { followMerged, RecordsMerged } from './merge/follow-merged.js'
export { lockForMerge, uniteRecords } from './merge/merge-records.js'
export { moveUniqueValues, type UniqueMove } from './move-unique-values.js'
export { type ChangeKind, changeKinds, type PatchRow, type WriteMoment } from './patch-row.js'
export { type HistoryEntry, readPropertyHistory } from './property-history.js'
export { readAssociated, readOneAssociated } from './read-associated.js'
export { listRecordIds, liveRecordIds, readRecords } from './read-records.js'
export { restoreRecord } from './restore-record.js'
export { type SearchPage, searchRecords } from './search/search-records.js'
export {
  type SearchFilter,
  type SearchOperator,
  type SearchRequest,
  searchOperators,
} from './search/search-request.js'
export {
  isLiving,
  type RecordRow,
  RowRecord,
  type StoredRecord,
  type Surroundings,
} from './stored-record.js'
export {
  type DatedMeta,
  type NewValues,
  type RecordWrite,
  tryWriteRecords,
  type WriteMeta,
  type WriteResult,
  type WrittenRecord,
  writeRecords,
} from './write-records.js'
