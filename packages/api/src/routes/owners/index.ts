import { parseId } from '@millrace/model'
import { listOwners, type Owner, ownerNotFound, readOwner } from '@millrace/store'
import { owners } from '../../contract/index.js'
import type { On } from '../../register.js'
import type { Api } from '../api.js'
import { pageOf, readCursor } from '../cursor.js'
import { iso } from '../iso.js'

export function ownerRoutes(on: On, { db }: Api): void {
  on(owners.list, ({ caller, query }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const { archived, email, limit } = query
      const page = { archived, email, limit: limit + 1, after: readCursor(query.after) }
      const { shown, paging } = pageOf(await listOwners(tx, page), limit, ({ id }) => id)
      return { status: 200, body: { results: shown.map(showOwner), ...paging } }
    }),
  )

  on(owners.read, ({ caller, params, query }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const id = parseId(params.ownerId)
      if (id === undefined) throw ownerNotFound(params.ownerId)
      const owner = await readOwner(tx, {
        id,
        isUserId: query.idProperty === 'userId',
        archived: query.archived,
      })
      return { status: 200, body: showOwner(owner) }
    }),
  )
}

function showOwner({ id, userId, email, firstName, lastName, teams, archived, ...times }: Owner) {
  return {
    id: String(id),
    email,
    type: 'PERSON',
    firstName: firstName ?? '',
    lastName: lastName ?? '',
    ...(!archived && { userId }),
    userIdIncludingInactive: userId,
    createdAt: iso(times.createdAt),
    updatedAt: iso(times.updatedAt),
    archived,
    ...(teams.length > 0 && { teams: teams.map((team) => ({ ...team, id: String(team.id) })) }),
  }
}
