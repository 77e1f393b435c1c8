import { type AssociationType, Problem, refusalOf } from '@millrace/model'
import { definitionsOf, knownTypes, limitable, limitTypes } from '@millrace/store'
import { associationLimits } from '../../contract/index.js'
import type { Answer, On } from '../../register.js'
import type { Api } from '../api.js'
import { batchAnswer } from '../batch-answer.js'
import { changing, reading } from './between-object-types.js'
import type { ChangingCall } from './change.js'
import { showLabel } from './labels.js'

interface LimitInput {
  readonly category: string
  readonly typeId: number
  readonly maxToObjectIds: number
}

/** How many records of a type one record may be associated with (api.md 3.2). */
export function limitRoutes(on: On, api: Api): void {
  on(associationLimits.all, ({ caller }) =>
    api.db.withAccount(caller.accountId, 'read', async (tx) => {
      const { catalogue } = await definitionsOf(tx)
      return { status: 200, body: { results: limited(catalogue.associationTypes) } }
    }),
  )

  on(associationLimits.between, (call) =>
    reading(api, call, async (_tx, _ends, types) => ({ status: 200, body: { results: limited(types) } })),
  )

  on(associationLimits.create, (call) => setLimits(api, call, call.body.inputs, 201))
  on(associationLimits.update, (call) => setLimits(api, call, call.body.inputs, 200))

  on(associationLimits.purge, (call) =>
    changing(api, call, async (tx, { catalogue }, { from, to }) => {
      const known = knownTypes(catalogue)
      const types = call.body.inputs.flatMap((ref) => known.find(ref, from.id, to.id) ?? [])
      await limitTypes(
        tx,
        types.map((type) => ({ type, most: null })),
      )
      return { status: 204 }
    }),
  )
}

function setLimits(
  api: Api,
  call: ChangingCall,
  inputs: readonly LimitInput[],
  status: 200 | 201,
): Promise<Answer> {
  const startedAt = Date.now()
  return changing(api, call, async (tx, { catalogue }, { from, to }) => {
    const known = knownTypes(catalogue)
    const outcomes = inputs.map((input) =>
      refusalOf(() => ({
        type: limitable(known.required(input, from.id, to.id)),
        most: input.maxToObjectIds,
      })),
    )
    await limitTypes(
      tx,
      outcomes.flatMap((outcome) => (outcome instanceof Problem ? [] : [outcome])),
    )
    return batchAnswer(
      status,
      startedAt,
      outcomes.map((outcome) =>
        outcome instanceof Problem ? outcome : showLimit({ ...outcome.type, userLimit: outcome.most }),
      ),
    )
  })
}

function limited(types: readonly AssociationType[]) {
  return types.filter(({ userLimit }) => userLimit !== null).map(showLimit)
}

function showLimit(type: AssociationType) {
  return { ...showLabel(type), userEnforcedMaxToObjectIds: type.userLimit ?? 0 }
}
