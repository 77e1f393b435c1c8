import type { Problem } from '@millrace/model'
import { type KnownTypes, knownTypes, pageAssociations } from '@millrace/store'
import { associations } from '../../contract/index.js'
import type { On } from '../../register.js'
import type { Api } from '../api.js'
import { batchAnswer } from '../batch-answer.js'
import { pageOf, readCursor } from '../cursor.js'
import { reading } from './between-object-types.js'
import { change, removed } from './change.js'
import { recordNotFound, recordsOf } from './ends.js'
import { labelsOf, plainSpec, refOf, showAssociated, showPlain } from './show.js'

/** Two records at a time. */
export function pairRoutes(on: On, api: Api): void {
  on(associations.page, (call) => {
    const { params, query } = call
    return reading(api, call, async (tx, { from, to }, types) => {
      const fromId = (await recordsOf(tx, from, [params.objectId]))(params.objectId)
      if (fromId === undefined) throw recordNotFound(from, params.objectId)
      const starts = [{ fromId, after: readCursor(query.after) }]
      const found = await pageAssociations(tx, { toObjectTypeId: to.id, starts, limit: query.limit + 1 })
      const { shown, paging } = pageOf(found, query.limit, ({ toId }) => toId)
      return { status: 200, body: { results: shown.map(showAssociated(types)), ...paging } }
    })
  })

  on(associations.set, (call) => {
    const { objectId: fromId, toObjectId: toId } = call.params
    const set = call.body.map(refOf)
    let known: KnownTypes
    return change(api, call, {
      wanted(_ends, { catalogue }) {
        known = knownTypes(catalogue)
        return [{ fromId, toId, set }]
      },
      answer(ends, refused) {
        throwFirst(refused)
        return { status: 201, body: labelsOf(known, ends, { fromId, toId, set }) }
      },
    })
  })

  on(associations.setDefault, (call) => {
    const startedAt = Date.now()
    const { objectId: fromId, toObjectId: toId } = call.params
    let known: KnownTypes
    return change(api, call, {
      wanted(ends, { catalogue }) {
        known = knownTypes(catalogue)
        return [{ fromId, toId, set: [plainSpec(known, ends)] }]
      },
      answer(ends, refused) {
        throwFirst(refused)
        return batchAnswer(200, startedAt, showPlain(known, ends, { fromId, toId }))
      },
    })
  })

  on(associations.remove, (call) => {
    const { objectId: fromId, toObjectId: toId } = call.params
    return change(api, call, { wanted: () => [{ fromId, toId, remove: 'all' }], answer: removed })
  })
}

function throwFirst([problem]: readonly (Problem | null)[]): void {
  if (problem) throw problem
}
