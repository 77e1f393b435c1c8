import { type AssociationType, Problem } from '@millrace/model'
import { type Associated, type KnownTypes, knownTypes } from '@millrace/store'
import { olderAssociations } from '../../contract/index.js'
import type { On } from '../../register.js'
import type { Api } from '../api.js'
import { batchAnswer } from '../batch-answer.js'
import { partly } from './batches.js'
import { reading } from './between-object-types.js'
import { change, changeInParts, removed, type Wanted } from './change.js'
import type { Ends } from './ends.js'
import { readPages } from './read-pages.js'

interface Typed {
  readonly from: { readonly id: string }
  readonly to: { readonly id: string }
  readonly type: string
}

/** The third version of the interface: each association has one type, named or numbered. */
export function olderRoutes(on: On, api: Api): void {
  on(olderAssociations.create, (call) => {
    const startedAt = Date.now()
    const { inputs } = call.body
    return changeInParts(api, call, inputs, (part) => {
      let done: readonly (Wanted & { readonly type: string })[] = []
      return {
        wanted(ends, { catalogue }) {
          const known = knownTypes(catalogue)
          // A type that is not there refuses everything.
          for (const { type } of inputs) typeNamed(known, ends, type)
          done = part.map((input) => {
            const { category, typeId, name } = typeNamed(known, ends, input.type)
            return { ...idsOf(input), type: name, set: [{ category, typeId }] }
          })
          return done
        },
        answer: (_ends, refused) =>
          partly(201, startedAt, done, refused, ({ fromId, toId, type }) => [
            { from: { id: fromId }, to: { id: toId }, type },
          ]),
      }
    })
  })

  on(olderAssociations.archive, (call) =>
    change(api, call, {
      wanted: (ends, { catalogue }) =>
        call.body.inputs.map((input) => {
          const { category, typeId } = typeNamed(knownTypes(catalogue), ends, input.type)
          return { ...idsOf(input), remove: [{ category, typeId }] }
        }),
      answer: removed,
    }),
  )

  on(olderAssociations.read, (call) => {
    const startedAt = Date.now()
    return reading(api, call, async (tx, ends, types) =>
      batchAnswer(200, startedAt, await readPages(tx, ends, call.body.inputs, showTyped(types))),
    )
  })

  on(olderAssociations.types, (call) =>
    reading(api, call, async (_tx, _ends, types) => ({
      status: 200,
      body: { results: types.map(({ typeId, name }) => ({ id: String(typeId), name })) },
    })),
  )
}

const idsOf = ({ from, to }: Typed) => ({ fromId: from.id, toId: to.id })

/** By name or number; two types of one number are told apart by their names. Problem: ASSOCIATION_TYPE_NOT_FOUND. */
function typeNamed(known: KnownTypes, { from, to }: Ends, named: string): AssociationType {
  const types = known.between(from.id, to.id)
  const wanted = named.toLowerCase()
  const found =
    types.find(({ name }) => name.toLowerCase() === wanted) ??
    types.find(({ typeId }) => String(typeId) === named)
  if (found) return found
  const message = `${from.labels.plural} have no association "${named.slice(0, 100)}" with ${to.labels.plural.toLowerCase()}.`
  throw new Problem('ASSOCIATION_TYPE_NOT_FOUND', message, { field: 'type' })
}

function showTyped(types: readonly AssociationType[]) {
  const names = new Map(types.map(({ category, typeId, name }) => [`${category} ${typeId}`, name]))
  return ({ toId, types: found }: Associated) =>
    found.flatMap(({ category, typeId }) => {
      const type = names.get(`${category} ${typeId}`)
      return type === undefined ? [] : [{ id: String(toId), type }]
    })
}
