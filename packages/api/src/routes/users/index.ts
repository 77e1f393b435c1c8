import { parseId } from '@millrace/model'
import {
  createTeam,
  createUser,
  deactivateUser,
  deleteTeam,
  findUser,
  listTeams,
  listUsers,
  readUser,
  renameTeam,
  revokeTokensOfUser,
  type Transaction,
  type UserName,
  updateUser,
  userRoles,
} from '@millrace/store'
import { users } from '../../contract/index.js'
import type { On } from '../../register.js'
import { writeOnce } from '../../write-once.js'
import type { Api } from '../api.js'
import { pageOf, readCursor } from '../cursor.js'
import { readChange, showTeam, showUser } from './show-user.js'

/** Users and teams. Users are owners, hence options of properties: who changes them raises the definitions epoch. */
export function userRoutes(on: On, { db, waker }: Api): void {
  /** Filters may name users by what they are (W-FLF-25): a job looks at the records that a change of users concerns. */
  const changeUsers = async <T>(accountId: number, change: (tx: Transaction) => Promise<T>): Promise<T> => {
    const answer = await db.withAccount(accountId, 'exclusive', change)
    waker.wake(accountId, 'bulk')
    return answer
  }

  on(users.list, ({ caller, query }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const found = await listUsers(tx, { after: readCursor(query.after), limit: query.limit + 1 })
      const { shown, paging } = pageOf(found, query.limit, ({ id }) => id)
      return { status: 200, body: { results: shown.map(showUser), ...paging } }
    }),
  )

  on(users.read, ({ caller, params, query }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => ({
      status: 200,
      body: showUser(await readUser(tx, named(params.userId, query.idProperty))),
    })),
  )

  on(users.create, async (call) => {
    const answer = await writeOnce(
      db,
      call,
      async (tx) => {
        const user = await createUser(tx, { ...readChange(call.body), email: call.body.email })
        return { status: 201, body: showUser(user) }
      },
      'exclusive',
    )
    waker.wake(call.caller.accountId, 'bulk')
    return answer
  })

  on(users.update, ({ caller, params, query, body }) =>
    changeUsers(caller.accountId, async (tx) => {
      const { id } = await readUser(tx, named(params.userId, query.idProperty))
      return { status: 200, body: showUser(await updateUser(tx, id, readChange(body))) }
    }),
  )

  // Deactivating twice is no mistake: it ends tokens that a crash after the first time left.
  on(users.deactivate, async ({ caller: { accountId }, params, query }) => {
    const known = await changeUsers(accountId, async (tx) => {
      const user = await findUser(tx, named(params.userId, query.idProperty))
      if (user?.deactivatedAt === null) await deactivateUser(tx, user.id)
      return user
    })
    if (known) await revokeTokensOfUser(db, accountId, known.id)
    return { status: 204 }
  })

  on(users.roles, async () => ({
    status: 200,
    body: { results: userRoles.map((role) => ({ ...role, requiresBillingWrite: false })) },
  }))

  on(users.teams, ({ caller }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => ({
      status: 200,
      body: { results: (await listTeams(tx)).map(showTeam) },
    })),
  )

  on(users.createTeam, (call) =>
    writeOnce(
      db,
      call,
      async (tx) => ({ status: 201, body: await teamOf(tx, await createTeam(tx, call.body.name)) }),
      'exclusive',
    ),
  )

  on(users.renameTeam, ({ caller, params, body }) =>
    db.withAccount(caller.accountId, 'exclusive', async (tx) => {
      const id = parseId(params.teamId) ?? 0
      await renameTeam(tx, id, body.name)
      return { status: 200, body: await teamOf(tx, id) }
    }),
  )

  on(users.deleteTeam, ({ caller, params }) =>
    changeUsers(caller.accountId, async (tx) => {
      await deleteTeam(tx, parseId(params.teamId) ?? 0)
      return { status: 204 }
    }),
  )
}

function named(userId: string, idProperty: 'USER_ID' | 'EMAIL'): UserName {
  return idProperty === 'EMAIL' ? { email: userId } : (parseId(userId) ?? 0)
}

async function teamOf(tx: Transaction, id: number) {
  const team = (await listTeams(tx)).find((one) => one.id === id)
  if (!team) throw new Error(`team ${id} is gone`)
  return showTeam(team)
}
