// Bodies of writes, read by plain code: this is the hot path, and its messages name the place.
import { isObject, Problem } from '@millrace/model'
import { mostInputs } from '../../contract/wire.js'

type Members = Readonly<Record<string, unknown>>

export interface WriteInput {
  /** Absent in creates. */
  readonly id?: string
  readonly idProperty?: string
  readonly properties: Members
  readonly associations: readonly AssociationInput[]
  /** Echoed in results and errors, otherwise opaque (api.md 2.5). */
  readonly objectWriteTraceId?: string
}

export interface AssociationInput {
  readonly toId: string
  readonly types: readonly { readonly category: string; readonly typeId: number }[]
}

/** `{properties, associations?}`. Problem: INVALID_BODY. */
export function readWrite(body: unknown, place = ''): WriteInput {
  const input = members(body, place)
  const { objectWriteTraceId: trace } = input
  return {
    properties: members(input.properties, at(place, 'properties')),
    associations: readAssociations(input.associations, at(place, 'associations')),
    ...(typeof trace === 'string' && { objectWriteTraceId: trace }),
  }
}

/**
 * `{inputs: [{id, idProperty?, properties}]}`: `identified` inputs must have an id. Problems: INVALID_BODY,
 * LIMIT_EXCEEDED.
 */
export function readWrites(body: unknown, identified: boolean): readonly WriteInput[] {
  const { inputs } = members(body, '')
  if (!Array.isArray(inputs)) throw wrong('inputs', 'must be an array')
  if (inputs.length > mostInputs) {
    throw new Problem('LIMIT_EXCEEDED', `A batch holds at most ${mostInputs} inputs.`, { field: 'inputs' })
  }
  return inputs.map((input: unknown, index) => {
    const place = `inputs[${index}]`
    return identified
      ? { ...readWrite(input, place), ...readIdentity(input, place) }
      : readWrite(input, place)
  })
}

function readIdentity(input: unknown, place: string): { readonly id: string; readonly idProperty?: string } {
  const { id, idProperty } = members(input, place)
  const text = typeof id === 'number' ? String(id) : id
  if (typeof text !== 'string' || text === '') throw wrong(at(place, 'id'), 'must be text')
  if (idProperty === undefined || idProperty === null) return { id: text }
  if (typeof idProperty !== 'string') throw wrong(at(place, 'idProperty'), 'must be text')
  return { id: text, idProperty }
}

function readAssociations(given: unknown, place: string): readonly AssociationInput[] {
  if (given === undefined || given === null) return []
  if (!Array.isArray(given)) throw wrong(place, 'must be an array')
  return given.map((entry: unknown, index) => {
    const here = `${place}[${index}]`
    const { to, types } = members(entry, here)
    const { id } = members(to, at(here, 'to'))
    if (typeof id !== 'string' && typeof id !== 'number') throw wrong(at(here, 'to.id'), 'must be text')
    if (!Array.isArray(types)) throw wrong(at(here, 'types'), 'must be an array')
    return {
      toId: String(id),
      types: types.map((type: unknown, i) => readType(type, `${here}.types[${i}]`)),
    }
  })
}

function readType(given: unknown, place: string): AssociationInput['types'][number] {
  const { associationCategory: category, associationTypeId: typeId } = members(given, place)
  if (typeof category !== 'string') throw wrong(at(place, 'associationCategory'), 'must be text')
  if (typeof typeId !== 'number' || !Number.isSafeInteger(typeId)) {
    throw wrong(at(place, 'associationTypeId'), 'must be a whole number')
  }
  return { category, typeId }
}

function members(given: unknown, place: string): Members {
  if (isObject(given)) return given
  throw wrong(place, 'must be an object')
}

function at(place: string, member: string): string {
  return place === '' ? member : `${place}.${member}`
}

function wrong(place: string, must: string): Problem {
  return place === ''
    ? new Problem('INVALID_BODY', `The body ${must}.`)
    : new Problem('INVALID_BODY', `${place} ${must}.`, { field: place })
}
