import { Problem } from '@millrace/model'
import { type KnownTypes, knownTypes } from '@millrace/store'
import { mostAssociations } from '../../contract/associations.js'
import { associations } from '../../contract/index.js'
import type { Answer, On } from '../../register.js'
import type { Api } from '../api.js'
import { batchAnswer } from '../batch-answer.js'
import { reading } from './between-object-types.js'
import { change, changeInParts, removed, type Wanted } from './change.js'
import { readPages } from './read-pages.js'
import { labelsOf, plainSpec, refOf, showAssociated, showPlain } from './show.js'

interface Pair {
  readonly from: { readonly id: string }
  readonly to: { readonly id: string }
}

const idsOf = ({ from, to }: Pair) => ({ fromId: from.id, toId: to.id })

/** Up to two thousand pairs, each accepted or refused for itself (api.md 2.7). */
export function batchRoutes(on: On, api: Api): void {
  on(associations.batchCreate, (call) => {
    const startedAt = Date.now()
    const pairs = call.body.inputs.map(({ types, ...pair }) => ({ ...idsOf(pair), set: types.map(refOf) }))
    return changeInParts(
      api,
      call,
      pairs,
      (part) => {
        let known: KnownTypes
        return {
          wanted(_ends, { catalogue }) {
            known = knownTypes(catalogue)
            return part
          },
          answer: (ends, refused) =>
            partly(201, startedAt, part, refused, (pair) => [labelsOf(known, ends, pair)]),
        }
      },
      ({ set }) => set.length,
    )
  })

  on(associations.batchDefault, (call) => {
    const startedAt = Date.now()
    return changeInParts(api, call, call.body.inputs.map(idsOf), (part) => {
      let known: KnownTypes
      return {
        wanted(ends, { catalogue }) {
          known = knownTypes(catalogue)
          const set = [plainSpec(known, ends)]
          return part.map((pair) => ({ ...pair, set }))
        },
        // Its clients know 200 only: errors stand beside the results.
        answer: (ends, refused) => ({
          ...partly(200, startedAt, part, refused, (pair) => showPlain(known, ends, pair)),
          status: 200,
        }),
      }
    })
  })

  on(associations.batchArchive, (call) => {
    const wanted = call.body.inputs.flatMap(({ from, to }) =>
      to.map(({ id }): Wanted => ({ fromId: from.id, toId: id, remove: 'all' })),
    )
    refuseTooMany(wanted)
    return changeInParts(api, call, wanted, (part) => ({ wanted: () => part, answer: removed }))
  })

  on(associations.batchArchiveLabels, (call) => {
    const wanted = call.body.inputs.map(({ types, ...pair }) => ({
      ...idsOf(pair),
      remove: types.map(refOf),
    }))
    return change(api, call, { wanted: () => wanted, answer: removed })
  })

  on(associations.batchRead, (call) => {
    const startedAt = Date.now()
    return reading(api, call, async (tx, ends, types) => {
      const show = showAssociated(types)
      const pages = await readPages(tx, ends, call.body.inputs, (each) => [show(each)])
      return batchAnswer(200, startedAt, pages)
    })
  })
}

/** Results of what was done, errors that name both records of what was not. */
export function partly<Each extends Pick<Wanted, 'fromId' | 'toId'>>(
  status: 200 | 201,
  startedAt: number,
  wanted: readonly Each[],
  refused: readonly (Problem | null)[],
  show: (each: Each) => readonly object[],
): Answer {
  const outcomes = wanted.flatMap((each, index): readonly (object | Problem)[] => {
    const problem = refused[index]
    return problem ? [aboutPair(problem, each)] : show(each)
  })
  return batchAnswer(status, startedAt, outcomes)
}

function aboutPair(problem: Problem, { fromId, toId }: Pick<Wanted, 'fromId' | 'toId'>): Problem {
  return new Problem(problem.code, problem.message, {
    context: {
      ...problem.context,
      fromObjectId: [fromId.slice(0, 200)],
      toObjectId: [toId.slice(0, 200)],
    },
    ...(problem.field !== undefined && { field: problem.field }),
  })
}

/** One input may name many: together they are as many as inputs may be. Problem: LIMIT_EXCEEDED. */
function refuseTooMany(wanted: readonly Wanted[]): void {
  if (wanted.length <= mostAssociations) return
  throw new Problem('LIMIT_EXCEEDED', `A batch removes at most ${mostAssociations} associations.`, {
    field: 'inputs',
  })
}
