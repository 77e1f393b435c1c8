export { findUser, firstUser, listUsers, readUser, type UserName } from './read-users.js'
export { type User, type UserChange, userRoles } from './user.js'
export { advanceUserLook, claimUserLook, flippedRecords, type Looking, nextRecords } from './user-looks.js'
export { createUser, deactivateUser, updateUser } from './write-user.js'
