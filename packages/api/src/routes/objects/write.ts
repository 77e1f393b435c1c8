import { Problem } from '@millrace/model'
import { definitionsOf } from '@millrace/store'
import { objects } from '../../contract/index.js'
import type { Answer, On } from '../../register.js'
import { type WritingCall, writeOnce } from '../../write-once.js'
import type { Api } from '../api.js'
import { batchAnswer } from '../batch-answer.js'
import { interactiveMeta } from '../interactive-meta.js'
import { followingMerges } from './following-merges.js'
import { writableTypeOf } from './object-type.js'
import { readWrite, readWrites, type WriteInput } from './read-inputs.js'
import { type Verb, type WriteOutcome, type Written, writeInputs } from './write-records.js'

export function writeRoutes(on: On, api: Api): void {
  on(objects.create, async (call) => {
    const input = readWrite(call.body)
    return written(api, call, call.params.objectType, 'create', [input], (outcomes) => one(outcomes, 201))
  })
  on(objects.update, async (call) => {
    const { objectType, objectId: id } = call.params
    const { idProperty } = call.query
    const input = { ...readWrite(call.body), id, ...(idProperty !== undefined && { idProperty }) }
    return written(api, call, objectType, 'update', [input], (outcomes) => one(outcomes, 200))
  })
  on(objects.batchCreate, (call) => batch(api, call, call.params.objectType, 'create'))
  on(objects.batchUpdate, (call) => batch(api, call, call.params.objectType, 'update'))
  on(objects.batchUpsert, (call) => batch(api, call, call.params.objectType, 'upsert'))
}

async function batch(api: Api, call: WritingCall, objectType: string, verb: Verb): Promise<Answer> {
  const startedAt = Date.now()
  const inputs = readWrites(call.body, verb !== 'create')
  return written(api, call, objectType, verb, inputs, (outcomes) =>
    batchAnswer(
      verb === 'create' ? 201 : 200,
      startedAt,
      outcomes.map((outcome) => (outcome instanceof Problem ? outcome : shown(outcome, verb))),
      (index, problem) => aboutInput(inputs[index], problem),
    ),
  )
}

/** Writes in one transaction, then wakes whoever evaluates changes, when there is somebody to wake. */
async function written(
  api: Api,
  call: WritingCall,
  objectType: string,
  verb: Verb,
  inputs: readonly WriteInput[],
  answer: (outcomes: readonly WriteOutcome[]) => Answer,
): Promise<Answer> {
  let isRead = false
  const result = await followingMerges((standing) =>
    writeOnce(api.db, call, async (tx) => {
      const definitions = await definitionsOf(tx)
      const type = writableTypeOf(definitions, objectType)
      isRead = definitions.isWatched(type.id) || definitions.readThroughAssociation(type.id)
      const meta = interactiveMeta(call)
      return answer(await writeInputs({ tx, definitions, type, meta, standing }, verb, inputs))
    }),
  )
  if (isRead) api.waker.wake(call.caller.accountId, 'interactive')
  return result
}

function one([outcome]: readonly WriteOutcome[], status: number): Answer {
  if (!outcome) throw new Error('a write came back without an outcome')
  if (outcome instanceof Problem) throw outcome
  return { status, body: outcome.record }
}

function shown({ record, created }: Written, verb: Verb) {
  return verb === 'upsert' ? { ...record, new: created } : record
}

/** An error names its input: by id where there is one, by the caller's trace id where it sent one. */
function aboutInput(input: WriteInput | undefined, { context }: Problem) {
  const { id, objectWriteTraceId } = input ?? {}
  return {
    ...(id !== undefined && { context: { ...context, ids: [id] } }),
    ...(objectWriteTraceId !== undefined && {
      objectWriteTraceId,
      context: {
        ...context,
        ...(id !== undefined && { ids: [id] }),
        objectWriteTraceId: [objectWriteTraceId],
      },
    }),
  }
}
