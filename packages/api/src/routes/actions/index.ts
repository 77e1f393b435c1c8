import { completeCallbacks } from '@millrace/engine'
import { Problem, parseId } from '@millrace/model'
import {
  archiveActionDefinition,
  createActionDefinition,
  listActionDefinitions,
  listActionFunctions,
  listActionRevisions,
  putActionFunction,
  readActionDefinition,
  replaceActionDefinition,
  type StoredActionDefinition,
  setRequiresObject,
  type Transaction,
} from '@millrace/store'
import { actions, callbacks } from '../../contract/index.js'
import type { Answer, On } from '../../register.js'
import { writeOnce } from '../../write-once.js'
import type { Api } from '../api.js'
import { pageOf, readCursor } from '../cursor.js'
import { present } from '../present.js'
import { functionRoutes } from './functions.js'
import { appIdOf, definitionNotFound, requireDefinition } from './require-definition.js'
import { showDefinition, showRevision } from './show-definition.js'

/** Actions that apps bring along. They run in workflows, so every change raises the definitions epoch. */
export function actionRoutes(on: On, api: Api): void {
  const { db } = api

  on(actions.list, ({ caller, params, query }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const { limit, archived } = query
      const window = { after: readCursor(query.after), limit: limit + 1, archived }
      const found = await listActionDefinitions(tx, appIdOf(params.appId), window)
      const { shown, paging } = pageOf(found, limit, ({ id }) => id)
      const results = []
      for (const stored of shown) results.push(await shownOf(tx, stored))
      return { status: 200, body: { results, ...paging } }
    }),
  )

  on(actions.create, (call) =>
    writeOnce(
      db,
      call,
      async (tx) => {
        const { functions, archivedAt: _given, ...definition } = present(call.body)
        const appId = appIdOf(call.params.appId)
        const id = await createActionDefinition(tx, appId, definition)
        for (const { functionType, functionSource, id: functionId = '' } of functions)
          await putActionFunction(tx, id, { functionType, functionId, source: functionSource })
        return { status: 201, body: await shownOf(tx, await there(tx, appId, id)) }
      },
      'exclusive',
    ),
  )

  on(actions.read, ({ caller, params, query }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const stored = await requireDefinition(tx, params, query.archived)
      return { status: 200, body: await shownOf(tx, stored) }
    }),
  )

  on(actions.update, ({ caller, params, body }) =>
    db.withAccount(caller.accountId, 'exclusive', async (tx): Promise<Answer> => {
      const stored = await requireDefinition(tx, params, false)
      const definition = { ...stored.definition, ...present(body) }
      await replaceActionDefinition(tx, stored.id, stored.revisionId + 1, definition)
      return { status: 200, body: await shownOf(tx, await there(tx, stored.appId, stored.id)) }
    }),
  )

  on(actions.archive, async ({ caller, params }) => {
    const id = parseId(params.definitionId)
    if (id !== undefined)
      await db.withAccount(caller.accountId, 'exclusive', (tx) =>
        archiveActionDefinition(tx, appIdOf(params.appId), id),
      )
    return { status: 204 }
  })

  functionRoutes(on, api)
  revisionRoutes(on, api)

  on(actions.readRequiresObject, ({ caller, params }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const { requiresObject } = await requireDefinition(tx, params, false)
      return { status: 200, body: { requiresObject } }
    }),
  )

  on(actions.setRequiresObject, ({ caller, params, body }) =>
    db.withAccount(caller.accountId, 'shared', async (tx) => {
      const { id } = await requireDefinition(tx, params, false)
      await setRequiresObject(tx, id, body.requiresObject)
      return { status: 200, body: { requiresObject: body.requiresObject } }
    }),
  )

  on(callbacks.complete, async ({ caller, params, body }) => {
    const { callbackId } = params
    const [done] = await completeCallbacks(api, caller.accountId, [{ ...body, callbackId }])
    if (done) return { status: 204 }
    throw new Problem('CALLBACK_NOT_FOUND', 'No execution of this id waits to be completed.', {
      field: 'callbackId',
    })
  })

  on(callbacks.completeBatch, async ({ caller, body }) => {
    await completeCallbacks(api, caller.accountId, body.inputs)
    return { status: 204 }
  })
}

function revisionRoutes(on: On, { db }: Api): void {
  on(actions.listRevisions, ({ caller, params, query }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const stored = await requireDefinition(tx, params, false)
      const window = { after: readCursor(query.after), limit: query.limit + 1 }
      const found = await listActionRevisions(tx, stored.id, window)
      const { shown, paging } = pageOf(found, query.limit, ({ revisionId }) => revisionId)
      return {
        status: 200,
        body: { results: shown.map((revision) => showRevision(stored, revision)), ...paging },
      }
    }),
  )

  on(actions.readRevision, ({ caller, params }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const stored = await requireDefinition(tx, params, false)
      const wanted = parseId(params.revisionId)
      const isPossible = wanted !== undefined && wanted <= stored.revisionId
      const [revision] = isPossible
        ? await listActionRevisions(tx, stored.id, { after: wanted - 1, limit: 1 })
        : []
      if (!revision) throw new Problem('REVISION_NOT_FOUND', 'The action has no such revision.')
      return { status: 200, body: showRevision(stored, revision) }
    }),
  )
}

async function there(tx: Transaction, appId: number, id: number): Promise<StoredActionDefinition> {
  const stored = await readActionDefinition(tx, appId, id)
  if (!stored) throw definitionNotFound(String(id))
  return stored
}

async function shownOf(tx: Transaction, stored: StoredActionDefinition) {
  return showDefinition(stored, await listActionFunctions(tx, stored.id))
}
