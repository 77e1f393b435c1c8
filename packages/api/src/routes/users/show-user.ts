import type { Team, User, UserChange } from '@millrace/store'

export function showUser(user: User) {
  const { id, email, firstName, lastName, roleId, primaryTeamId, secondaryTeamIds, superAdmin } = user
  return {
    id: String(id),
    email,
    ...(firstName !== null && { firstName }),
    ...(lastName !== null && { lastName }),
    ...(roleId !== null && { roleId }),
    roleIds: roleId === null ? [] : [roleId],
    ...(primaryTeamId !== null && { primaryTeamId: String(primaryTeamId) }),
    secondaryTeamIds: secondaryTeamIds.map(String),
    superAdmin,
  }
}

interface WrittenUser {
  readonly firstName?: string | null | undefined
  readonly lastName?: string | null | undefined
  readonly roleId?: string | null | undefined
  readonly primaryTeamId?: string | null | undefined
  readonly secondaryTeamIds?: readonly string[] | undefined
}

export function readChange({ primaryTeamId, secondaryTeamIds, ...names }: WrittenUser): UserChange {
  return {
    ...(names.firstName !== undefined && { firstName: names.firstName }),
    ...(names.lastName !== undefined && { lastName: names.lastName }),
    ...(names.roleId !== undefined && { roleId: names.roleId }),
    ...(primaryTeamId !== undefined && {
      primaryTeamId: primaryTeamId === null ? null : Number(primaryTeamId),
    }),
    ...(secondaryTeamIds !== undefined && { secondaryTeamIds: secondaryTeamIds.map(Number) }),
  }
}

export function showTeam({ id, name, userIds, secondaryUserIds }: Team) {
  return {
    id: String(id),
    name,
    userIds: userIds.map(String),
    secondaryUserIds: secondaryUserIds.map(String),
  }
}
