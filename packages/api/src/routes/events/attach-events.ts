// Events as they arrive: of which kind, when, to whom; then attached, all or none.
import {
  type ChangeSource,
  type EventType,
  type EventValues,
  Problem,
  type ProblemDetail,
  parseId,
  refusalOf,
  toCanonical,
  toCanonicalEvent,
} from '@millrace/model'
import {
  type Definitions,
  definitionsOf,
  type EventTypes,
  findByKey,
  findVisitors,
  lockEventRecords,
  type NewEvent,
  readEventTypes,
  recordEvents,
  rememberVisitors,
  type Transaction,
} from '@millrace/store'
import { instantShape } from '../instant-shape.js'
import { objectTypeOf } from '../objects/object-type.js'

export interface EventInput {
  readonly id: string
  /** Id or name. */
  readonly eventName: string
  /** Whose event it is: the first of these that is there. */
  readonly objectId?: string | undefined
  readonly email?: string | undefined
  readonly utk?: string | undefined
  /** The type the record must have. */
  readonly objectTypeId?: string | undefined
  readonly occurredAt?: string | number | undefined
  readonly properties: Readonly<Record<string, unknown>>
}

interface Draft {
  readonly input: EventInput
  readonly type: EventType
  readonly objectTypeId: string | undefined
  readonly occurredAt: number
  readonly properties: EventValues
}

/**
 * Attaches all or none. True: a workflow may wait for one. Problems: EVENT_TYPE_NOT_FOUND, RECORD_NOT_FOUND,
 * PROPERTY_DOESNT_EXIST, INVALID_….
 */
export async function attachEvents(
  tx: Transaction,
  source: ChangeSource,
  inputs: readonly EventInput[],
): Promise<boolean> {
  const definitions = await definitionsOf(tx)
  const types = await readEventTypes(tx)
  const drafts = each(inputs, (input) => draftOf(tx, definitions, types, input))
  const idOf = await identify(tx, definitions, inputs)
  const ids = each(drafts, ({ input }) => idOf(input))
  const records = await lockEventRecords(tx, ids)
  const visitors = new Map<string, number>()
  const events = each(drafts, (draft, i): NewEvent => {
    const { input, type, occurredAt, properties } = draft
    const record = records.get(ids[i] ?? 0)
    if (!record || !isOfType(draft, record.objectTypeId)) throw noRecord(input)
    if (input.utk !== undefined && record.objectTypeId === contacts) visitors.set(input.utk, record.id)
    return {
      id: input.id,
      type,
      recordId: record.id,
      objectTypeId: record.objectTypeId,
      occurredAt,
      properties,
    }
  })
  await recordEvents(tx, definitions, { source, chain: [], lane: 'interactive' }, events)
  await rememberVisitors(tx, visitors)
  return definitions.awaitsEvents
}

const contacts = '0-1'

function draftOf(tx: Transaction, definitions: Definitions, types: EventTypes, input: EventInput): Draft {
  const type = types.find(input.eventName)
  if (!type) {
    throw new Problem('EVENT_TYPE_NOT_FOUND', `There is no event "${input.eventName.slice(0, 100)}".`, {
      field: 'eventName',
    })
  }
  return {
    input,
    type,
    objectTypeId: input.objectTypeId && objectTypeOf(definitions, input.objectTypeId).id,
    occurredAt: occurredAt(input, tx.startedAt),
    properties: toCanonicalEvent(type, input.properties),
  }
}

const day = 86_400_000

/** Clocks differ, and so do ideas of time zones: by no more than a day. What lies further ahead has not happened. */
function occurredAt(input: EventInput, now: number): number {
  const result = toCanonical(instantShape('occurredAt'), input.occurredAt)
  if (!result.ok) throw result.problem
  const at = typeof result.value === 'number' ? result.value : now
  if (at >= 0 && at <= now + day) return at
  throw new Problem('INVALID_DATE', 'An event has happened: after 1970, and no later than now.', {
    field: 'occurredAt',
  })
}

function isOfType({ type, objectTypeId }: Draft, actual: string): boolean {
  if (objectTypeId !== undefined && objectTypeId !== actual) return false
  return type.objectTypeIds === null || type.objectTypeIds.includes(actual)
}

/** Whom inputs name: two look-ups, however many there are. */
async function identify(
  tx: Transaction,
  definitions: Definitions,
  inputs: readonly EventInput[],
): Promise<(input: EventInput) => number> {
  const email = definitions.property(contacts, 'email')
  const emailOf = (input: EventInput) => {
    const result = email && toCanonical(email, input.email)
    return result?.ok && typeof result.value === 'string' ? result.value : undefined
  }
  const unnamed = inputs.filter(({ objectId }) => objectId === undefined)
  const byEmail = email
    ? await findByKey(tx, email, [...new Set(unnamed.flatMap((input) => emailOf(input) ?? []))])
    : new Map<string, number>()
  const byUtk = await findVisitors(tx, [
    ...new Set(unnamed.flatMap((input) => (input.email === undefined ? (input.utk ?? []) : []))),
  ])
  return (input) => {
    const named = input.objectId ?? input.email ?? input.utk
    if (named === undefined) {
      throw new Problem('MISSING_FIELD', 'Say whose event it is: objectId, email or utk.', {
        field: 'objectId',
      })
    }
    const id =
      input.objectId !== undefined
        ? parseId(input.objectId)
        : input.email !== undefined
          ? byEmail.get(emailOf(input) ?? '')
          : byUtk.get(input.utk ?? '')
    if (id === undefined) throw noRecord(input)
    return id
  }
}

function noRecord({ objectId, email, utk }: EventInput): Problem {
  const [field, named] = objectId ? ['objectId', objectId] : email ? ['email', email] : ['utk', utk ?? '']
  return new Problem(
    'RECORD_NOT_FOUND',
    `There is no record that this event can happen to: ${named.slice(0, 100)}.`,
    {
      field,
      context: { ids: [named.slice(0, 200)] },
    },
  )
}

/** Every input, or one Problem that tells what is wrong with each. */
function each<T, R>(entries: readonly T[], work: (entry: T, index: number) => R): R[] {
  const done: R[] = []
  const problems: { readonly index: number; readonly problem: Problem }[] = []
  for (const [index, entry] of entries.entries()) {
    const outcome = refusalOf(() => work(entry, index))
    if (outcome instanceof Problem) problems.push({ index, problem: outcome })
    else done.push(outcome)
  }
  const [first] = problems
  if (!first) return done
  if (entries.length === 1) throw first.problem
  throw new Problem(first.problem.code, `inputs[${first.index}]: ${first.problem.message}`, {
    details: problems.slice(0, 100).flatMap(({ index, problem }) => detailsOf(index, problem)),
  })
}

function detailsOf(index: number, problem: Problem): ProblemDetail[] {
  const details = problem.details.length > 0 ? problem.details : [problem.toDetail()]
  return details.map((detail) => ({
    ...detail,
    in: `inputs[${index}]${detail.in === undefined ? '' : `.${detail.in}`}`,
  }))
}
