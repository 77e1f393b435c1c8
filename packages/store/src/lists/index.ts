export {
  makeStatic,
  markListDeleted,
  renameList,
  restoreDeletedList,
  setConversion,
  setListFilter,
} from './change-list.js'
export {
  changeMembers,
  type MemberChange,
  type MembersChanged,
  mostMembers,
  requireStatic,
} from './change-members.js'
export { createList, type NewList } from './create-list.js'
export { foldListSizes } from './fold-list-sizes.js'
export type { Conversion, List, ListProcessing } from './list.js'
export {
  advanceListBuild,
  claimListBuild,
  type ListBuild,
  readListBuilds,
  startListBuild,
  stopListBuild,
} from './list-builds.js'
export {
  changeFolder,
  createFolder,
  deleteFolder,
  type ListFolder,
  listsInRoot,
  moveList,
  readFolders,
} from './list-folders.js'
export { listsOfRecord, type RecordMembership } from './lists-of-record.js'
export { matchingRecords } from './matching-records.js'
export { membersInRange } from './members-in-range.js'
export { type Listed, noteListed } from './note-listed.js'
export {
  type JoinPlace,
  type ListedMember,
  memberPage,
  memberPageByJoin,
  pageMembers,
} from './page-members.js'
export { type PlannedConversion, plannedConversions } from './planned-conversions.js'
export { findListByName, listNotFound, readDeletedList, readList, readLists } from './read-lists.js'
export { readMembers } from './read-members.js'
export { type ListOrder, type ListSearch, searchLists } from './search-lists.js'
export { holdSnapshotRun, takeSnapshotRun } from './snapshot-runs.js'
export { isQuiet, strayMembers } from './stray-members.js'
export { joinLists, leaveLists, type Member, type Membership, regroupMembers } from './write-members.js'
