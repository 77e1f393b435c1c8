import { Problem } from '@millrace/model'
import { definitionsOf, type KnownTypes, knownTypes } from '@millrace/store'
import { mostAssociations } from '../../contract/associations.js'
import { associations } from '../../contract/index.js'
import type { Answer, On } from '../../register.js'
import type { Api } from '../api.js'
import { batchAnswer } from '../batch-answer.js'
import { change, removed, type Wanted } from './change.js'
import { authorizeEnds, endsOf } from './ends.js'
import { readPages } from './read-pages.js'
import { labelsOf, plainSpec, refOf, showAssociated, showPlain } from './show.js'

interface Pair {
  readonly from: { readonly id: string }
  readonly to: { readonly id: string }
}

const idsOf = ({ from, to }: Pair) => ({ fromId: from.id, toId: to.id })

/** Up to two thousand pairs in one transaction, each accepted or refused for itself (api.md 2.7). */
export function batchRoutes(on: On, api: Api): void {
  on(associations.batchCreate, (call) => {
    const startedAt = Date.now()
    const wanted = call.body.inputs.map(({ types, ...pair }) => ({ ...idsOf(pair), set: types.map(refOf) }))
    let known: KnownTypes
    return change(api, call, {
      wanted(_ends, { catalogue }) {
        known = knownTypes(catalogue)
        return wanted
      },
      answer: (ends, refused) =>
        partly(201, startedAt, wanted, refused, (pair) => [labelsOf(known, ends, pair)]),
    })
  })

  on(associations.batchDefault, (call) => {
    const startedAt = Date.now()
    const pairs = call.body.inputs.map(idsOf)
    let known: KnownTypes
    return change(api, call, {
      wanted(ends, { catalogue }) {
        known = knownTypes(catalogue)
        const set = [plainSpec(known, ends)]
        return pairs.map((pair) => ({ ...pair, set }))
      },
      // Its clients know 200 only: errors stand beside the results.
      answer: (ends, refused) => ({
        ...partly(200, startedAt, pairs, refused, (pair) => showPlain(known, ends, pair)),
        status: 200,
      }),
    })
  })

  on(associations.batchArchive, (call) => {
    const wanted = call.body.inputs.flatMap(({ from, to }) =>
      to.map(({ id }): Wanted => ({ fromId: from.id, toId: id, remove: 'all' })),
    )
    refuseTooMany(wanted)
    return change(api, call, { wanted: () => wanted, answer: removed })
  })

  on(associations.batchArchiveLabels, (call) => {
    const wanted = call.body.inputs.map(({ types, ...pair }) => ({
      ...idsOf(pair),
      remove: types.map(refOf),
    }))
    return change(api, call, { wanted: () => wanted, answer: removed })
  })

  on(associations.batchRead, async (call) => {
    authorizeEnds(call)
    const startedAt = Date.now()
    return api.db.withAccount(call.caller.accountId, 'read', async (tx) => {
      const definitions = await definitionsOf(tx)
      const ends = endsOf(definitions, call.params)
      const show = showAssociated(knownTypes(definitions.catalogue).between(ends.from.id, ends.to.id))
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
