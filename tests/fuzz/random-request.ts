// Requests from a seed: known paths with broken parameters, bodies that the contract describes with broken members, and
// plain noise.
import type { Endpoint } from '@millrace/api'
import { inputSchema } from '@millrace/api/testing'
import { type Chance, fromSchema, type JsonSchema, type Pick } from './from-schema.js'
import type { Memory } from './memory.js'
import { noise, validBody } from './valid-body.js'

export interface RandomRequest {
  readonly method: string
  readonly path: string
  readonly body: string | undefined
  readonly contentType: string
  readonly tag: string
  /** Id of the endpoint it was made for. */
  readonly endpoint: string
}

/** mulberry32: 32 bits of state are plenty, and a seed names the whole run. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

export function randomRequest(
  random: () => number,
  endpoints: readonly Endpoint[],
  ids: readonly string[],
  memory: Memory,
): RandomRequest {
  const pick: Pick = (from) => from[Math.floor(random() * from.length)] as (typeof from)[number]
  const endpoint = pick(endpoints)
  const chance = chanceOf(random, pick, ids, memory)
  const method = random() < 0.03 ? pick(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) : endpoint.method
  const path = endpoint.path.replace(/:([A-Za-z]+)/g, (_, name: string) =>
    parameter(name, endpoint, pick, random, ids, memory),
  )
  const query = Array.from(
    { length: Math.floor(random() * 3) },
    () => `${pick(queryNames)}=${pick(texts(ids))}`,
  )
  query.push(...described(endpoint, chance))
  return {
    method,
    path: `${random() < 0.05 ? pick(['/', '//', '/%', '/%ff']) : ''}${path}${query.length > 0 ? `?${query.join('&')}` : ''}`,
    body: method === 'GET' ? undefined : body(endpoint, pick, random, ids, chance),
    contentType: random() < 0.03 ? 'text/plain' : 'application/json',
    tag: endpoint.tag,
    endpoint: endpoint.id,
  }
}

type Described = NonNullable<Endpoint['body']>

const schemas = new Map<Described, JsonSchema>()

function schemaOf(type: Described): JsonSchema {
  const known = schemas.get(type)
  if (known) return known
  const made = inputSchema(type) as JsonSchema
  schemas.set(type, made)
  return made
}

function chanceOf(random: () => number, pick: Pick, ids: readonly string[], memory: Memory): Chance {
  return {
    random,
    pick,
    noise: () => pick(noise),
    text(name) {
      const seen = memory.of('member', name)
      const roll = random()
      if (seen.length > 0 && roll < 0.5) return pick(seen)
      if (/id$/i.test(name) && roll < 0.8) return pick(ids)
      if (/email/i.test(name) && roll < 0.8) return `someone.${Math.floor(random() * 50)}@fuzz.test`
      if (/name$/i.test(name) && roll < 0.8) return `fuzz_${Math.floor(random() * 500)}`
      return decodeURIComponent(pick(harmless))
    },
  }
}

const harmless = [
  'text',
  'contacts',
  'email',
  '1',
  '0',
  '-1',
  'true',
  '2026-01-01',
  'https://example.test/x',
  'a@b.c',
]

/** A query as the contract describes it. */
function described({ query }: Endpoint, chance: Chance): string[] {
  if (!query || chance.random() < 0.4) return []
  const given = fromSchema(schemaOf(query), chance)
  return Object.entries(given as Readonly<Record<string, unknown>>).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,
  )
}

const queryNames = [
  'limit',
  'after',
  'idProperty',
  'properties',
  'propertiesWithHistory',
  'associations',
  'archived',
  'state',
  'from',
  'to',
  'recordId',
  'outcome',
  'unenrollAll',
  '__proto__',
]
const objectTypes = [
  'contacts',
  'contacts',
  'contacts',
  'companies',
  'contacts',
  'contact',
  '0-1',
  'companies',
  'deals',
  'tasks',
  '0-19',
  '2-1',
  'nothing',
  '%00',
  '__proto__',
]

/** Texts as they stand in an address. */
function texts(ids: readonly string[]): readonly string[] {
  return [
    ...ids,
    ...ids,
    ...ids,
    '1',
    '0',
    '-1',
    '9007199254740993',
    '99999999999999999999',
    '2147483648',
    'email',
    'firstname',
    'a%40b.c',
    '%00',
    '%ED%A0%80',
    '%F0%9F%98%80',
    '',
    '%27%3B--',
    'true',
    'x'.repeat(300),
    '1e400',
    'NaN',
    '2026-01-01',
    '-8640000000000001',
  ]
}

function parameter(
  name: string,
  { tag }: Endpoint,
  pick: Pick,
  random: () => number,
  ids: readonly string[],
  memory: Memory,
): string {
  if (/objectType/i.test(name) && random() < 0.8) return pick(objectTypes)
  const seen = [...memory.of('member', name), ...memory.of('tag', tag)]
  if (seen.length > 0 && random() < 0.6) return encodeURIComponent(pick(seen)) || 'x'
  return pick(texts(ids)) || 'x'
}

/** What the first reading of a body refuses already: seldom, so that most requests get further. */
const poison: readonly unknown[] = ['\u0000', '\ud800', { constructor: 1 }, 'x'.repeat(70_000)]
function body(
  endpoint: Endpoint,
  pick: Pick,
  random: () => number,
  ids: readonly string[],
  chance: Chance,
): string | undefined {
  const roll = random()
  if (roll < 0.04) return undefined
  if (roll < 0.08)
    return pick([
      '{',
      '[1,2',
      'nul',
      '"\ud800"',
      '{"a":1,"a":2}',
      '{"__proto__":{}}',
      '\ufeff{}',
      '[[[[[[[[',
      '',
    ])
  if (roll < 0.12) return JSON.stringify(pick(noise))
  if (roll < 0.15) return JSON.stringify({ properties: { firstname: pick(poison) }, name: pick(poison) })
  const byHand = endpoint.plainBody || !endpoint.body || random() < 0.1
  const made = byHand
    ? validBody(endpoint, pick, random, ids)
    : fromSchema(schemaOf(endpoint.body as Described), chance)
  // Half of the bodies go out as they were made: they reach the database.
  return JSON.stringify(random() < 0.5 ? made : broken(made, pick, random))
}

/** Replaces a member here and there by noise, leaves one out, or adds a strange one. */
function broken(value: unknown, pick: Pick, random: () => number): unknown {
  if (random() < 0.04) return pick(noise)
  if (Array.isArray(value)) return value.map((entry) => broken(entry, pick, random))
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value)
    .filter(() => random() > 0.03)
    .map(([name, member]) => [name, broken(member, pick, random)] as const)
  return Object.fromEntries(random() < 0.05 ? [...members, ['strange', pick(noise)]] : members)
}
