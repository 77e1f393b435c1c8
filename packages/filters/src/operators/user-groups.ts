// Owners named by what they are, in addition to by name (W-FLF-25; decision 21). `operation.millrace.users` has the groups;
// whose team the *current user's* is, `operation.millrace.currentUserId` says: a workflow runs for nobody in particular.
import { type Catalogue, isObject, type Owner, type Property } from '@millrace/model'
import type { Operation } from '../filter.js'
import { memberText } from '../member-text.js'
import { invalid, type Refusal } from './operator.js'

export interface UserGroup {
  readonly words: string
  /** The options that stand for it now. */
  readonly options: readonly string[]
}

type GroupOf = (owners: readonly Owner[], currentUser: Owner | undefined) => readonly number[]

interface Kind {
  readonly words: string
  /** Owners of the group. */
  readonly owners: GroupOf
  /** Teams of the group; absent: it says nothing of teams. */
  readonly teams?: GroupOf
}

const kinds: Readonly<Record<string, Kind>> = {
  ANY_ACTIVE_USER: {
    words: 'any active user',
    owners: (owners) => owners.filter(({ active }) => active).map(idOf),
  },
  ANY_DEACTIVATED_USER: {
    words: 'any deactivated user',
    owners: (owners) => owners.filter(({ active }) => !active).map(idOf),
  },
  CURRENT_USERS_TEAM: {
    words: "the current user's team",
    owners: (owners, user) =>
      owners.filter(({ teamId }) => teamId !== null && teamId === user?.teamId).map(idOf),
    teams: (_, user) => (user?.teamId === undefined || user.teamId === null ? [] : [user.teamId]),
  },
}

/** Names of the groups and what they are called. */
export const userGroupNames: readonly (readonly [name: string, words: string])[] = Object.entries(kinds).map(
  ([name, { words }]) => [name, words],
)

/** The groups that an operation names, none where it names none; or what is wrong with them. */
export function userGroups(
  operation: Operation,
  property: Property,
  { owners = [] }: Catalogue,
): readonly UserGroup[] | Refusal {
  const given: unknown = operation.millrace
  if (!isObject(given) || given.users === undefined) return []
  const { users, currentUserId } = given
  if (!Array.isArray(users)) return invalid('millrace.users', 'groups of users are a list.')
  const currentUser = owners.find(({ userId }) => String(userId) === memberText(currentUserId))
  const groups: UserGroup[] = []
  for (const name of users as readonly unknown[]) {
    const kind = kinds[memberText(name).toUpperCase()]
    if (!kind)
      return invalid('millrace.users', `there is no group of users "${memberText(name).slice(0, 100)}".`)
    const members = membersOf(kind, property)
    if (!members) return notOfThis(kind)
    if (kind === kinds.CURRENT_USERS_TEAM && !currentUser)
      return invalid('millrace.currentUserId', 'it must say which user the current one is.')
    groups.push({ words: kind.words, options: members(owners, currentUser).map(String) })
  }
  return groups
}

function membersOf(kind: Kind, { referencedObjectType, name }: Property): GroupOf | undefined {
  if (referencedObjectType === 'OWNER') return kind.owners
  return name === 'hubspot_team_id' ? kind.teams : undefined
}

function notOfThis({ words }: Kind): Refusal {
  const reason = `only properties that hold users may be compared with ${words}.`
  return { code: 'FILTER_OPERATOR_MISMATCH', member: 'millrace.users', reason }
}

function idOf({ ownerId }: Owner): number {
  return ownerId
}
