export { findUser, firstUser, listUsers, readUser, type UserName } from './read-users.js'
export { type User, type UserChange, userRoles } from './user.js'
export { createUser, deactivateUser, updateUser } from './write-user.js'
