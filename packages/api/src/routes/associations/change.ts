// Every write of associations by a request: ids to records, one set of changes in one transaction, then somebody is woken.
import { Problem } from '@millrace/model'
import {
  type AssociationChange,
  type Definitions,
  definitionsOf,
  type Transaction,
  tryChangeAssociations,
} from '@millrace/store'
import type { Answer, Call } from '../../register.js'
import { partOf, writeOnce } from '../../write-once.js'
import type { Api } from '../api.js'
import { joinAnswers } from '../batch-answer.js'
import { datedMeta } from '../interactive-meta.js'
import { authorizeEnds, type Ends, endsOf, recordNotFound, recordsOf } from './ends.js'

type Target = Pick<AssociationChange, 'set' | 'remove'>

/** Two records by the ids a request names, and what is to become of their associations. */
export interface Wanted extends Target {
  readonly fromId: string
  readonly toId: string
}

export type ChangingCall = Pick<Call, 'caller' | 'idempotencyKey' | 'target' | 'authorize'> & {
  readonly params: { readonly objectType: string; readonly toObjectType: string }
  readonly body: unknown
}

export interface Change {
  /** What the request asks, once its object types are known. */
  wanted(ends: Ends, definitions: Definitions): readonly Wanted[]
  /** `refused`: one entry for each wanted, null where it was done. */
  answer(ends: Ends, refused: readonly (Problem | null)[]): Answer
}

/** Associations that one transaction sets. */
const mostOfPart = 500

/**
 * The same for batches whose inputs are accepted or refused each for itself: a transaction a part, one after the other, so
 * that no hub is held for all of them (engine.md 1). Whatever refuses everything must refuse the first part.
 */
export async function changeInParts<Input>(
  api: Api,
  call: ChangingCall,
  inputs: readonly Input[],
  changeOf: (part: readonly Input[]) => Change,
  sizeOf: (input: Input) => number = () => 1,
): Promise<Answer> {
  const answers: Answer[] = []
  for (const [from, part] of partsOf(inputs, sizeOf))
    answers.push(await change(api, from === 0 ? call : partOf(call, from), changeOf(part)))
  return joinAnswers(answers)
}

/** By the place of its first input; at least one. */
function partsOf<Input>(inputs: readonly Input[], sizeOf: (input: Input) => number): Map<number, Input[]> {
  let part: Input[] = []
  let size = 0
  const parts = new Map([[0, part]])
  for (const [place, input] of inputs.entries()) {
    if (part.length > 0 && size + sizeOf(input) > mostOfPart) {
      part = []
      size = 0
      parts.set(place, part)
    }
    part.push(input)
    size += sizeOf(input)
  }
  return parts
}

/** Changes associations between records of the two object types that the path names. */
export async function change(api: Api, call: ChangingCall, { wanted, answer }: Change): Promise<Answer> {
  authorizeEnds(call)
  let isRead = false
  const result = await writeOnce(api.db, call, async (tx) => {
    const definitions = await definitionsOf(tx)
    const ends = endsOf(definitions, call.params)
    isRead = [ends.from, ends.to].some(
      ({ id }) =>
        definitions.readThroughAssociation(id) ||
        definitions.watchesAssociations(id) ||
        definitions.awaitsEvents,
    )
    return answer(ends, await changeAll(tx, definitions, ends, call, wanted(ends, definitions)))
  })
  if (isRead) api.waker.wake(call.caller.accountId, 'interactive')
  return result
}

async function changeAll(
  tx: Transaction,
  definitions: Definitions,
  { from, to }: Ends,
  call: ChangingCall,
  wanted: readonly Wanted[],
): Promise<readonly (Problem | null)[]> {
  const fromId = await recordsOf(
    tx,
    from,
    wanted.map((each) => each.fromId),
  )
  const toId = await recordsOf(
    tx,
    to,
    wanted.map((each) => each.toId),
  )
  const changes = wanted.map(({ fromId: fromText, toId: toText, ...target }): AssociationChange | Problem => {
    const [a, b] = [fromId(fromText), toId(toText)]
    if (a === undefined) return recordNotFound(from, fromText)
    if (b === undefined) return recordNotFound(to, toText)
    return { fromId: a, toId: b, ...target }
  })
  const possible = changes.filter((each): each is AssociationChange => !(each instanceof Problem))
  const meta = await datedMeta(tx, call)
  const refused = new Map<AssociationChange, Problem | null>()
  const outcomes = await tryChangeAssociations(tx, definitions, meta, possible)
  possible.forEach((each, index) => {
    refused.set(each, outcomes[index] ?? null)
  })
  return changes.map((each) => (each instanceof Problem ? each : (refused.get(each) ?? null)))
}

/**
 * Where the answer is one for all: the first refusal refuses everything. What is not there cannot be removed, and is not
 * missed.
 */
export function removed(_ends: Ends, refused: readonly (Problem | null)[]): Answer {
  const serious = refused.find((problem) => problem && problem.code !== 'RECORD_NOT_FOUND')
  if (serious && serious.code !== 'SELF_ASSOCIATION') throw serious
  return { status: 204 }
}
