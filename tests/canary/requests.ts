// Every way to ask an endpoint for what belongs to somebody else.
import type { Endpoint } from '@millrace/api'
import { jsonSchemaOf, sampleOf } from './sample.js'

export interface Asked {
  readonly method: string
  readonly path: string
  readonly body: unknown
}

/** One row's names, by column. */
type Names = Readonly<Record<string, string>>

/** What fills the names of one request, and the object type where the path asks for one. */
interface Filling {
  readonly names: readonly string[]
  readonly objectType: string | undefined
}

const objectTypeParameters = /^(objectType|toObjectType|fromObjectType)$/

/**
 * Requests in which everything that names something is a name of the account asked about: in the path, in the query, in
 * the body. Where columns have the name of a parameter, their values are asked for; else every name there is. Two names
 * in one path come from one row.
 */
export function requestsTo(
  endpoint: Endpoint,
  rows: ReadonlyMap<string, Names>,
  objectTypes: readonly string[],
): readonly Asked[] {
  const parameters = [...endpoint.path.matchAll(/:([A-Za-z]+)/g)].map(([, name]) => name ?? '')
  const ids = parameters.filter((name) => !objectTypeParameters.test(name))
  const typed = ids.length < parameters.length
  const asked = new Map<string, Asked>()
  for (const { names, objectType } of fillings(ids, rows)) {
    const types = objectType === undefined || !typed ? objectTypes : [objectType]
    for (const type of typed ? types : types.slice(0, 1))
      for (const one of asks(endpoint, ids, names, type)) asked.set(JSON.stringify(one), one)
  }
  return [...asked.values()]
}

function fillings(ids: readonly string[], rows: ReadonlyMap<string, Names>): readonly Filling[] {
  const all = [...rows.values()]
  const [first, ...others] = ids
  if (first === undefined) return [...new Set(all.flatMap(Object.values))].map((name) => filling([name], {}))
  return all.flatMap((row) => {
    const starts = valuesFor(first, row, all)
    if (others.length === 0) return starts.map((name) => filling([name], row))
    return starts.flatMap((start) =>
      valuesFor(others.at(-1) ?? '', row, all).map((end) => filling([start, ...others.map(() => end)], row)),
    )
  })
}

/** Of a row the values of a parameter; every value of the row when no row has a column of its name. */
function valuesFor(parameter: string, row: Names, all: readonly Names[]): readonly string[] {
  const column = parameter.replace(/([A-Z])/g, (letter) => `_${letter.toLowerCase()}`)
  if (!all.some((one) => column in one)) return Object.values(row)
  const value = row[column]
  return value === undefined ? [] : [value]
}

function filling(names: readonly string[], row: Names): Filling {
  return { names, objectType: row.object_type_id }
}

function asks(
  { method, path, query, body }: Endpoint,
  ids: readonly string[],
  names: readonly string[],
  objectType: string,
): Asked[] {
  const [leaf = '1'] = names
  const filled = path.replace(/:([A-Za-z]+)/g, (_, name: string) =>
    encodeURIComponent(objectTypeParameters.test(name) ? objectType : (names[ids.indexOf(name)] ?? leaf)),
  )
  const plain = { method, path: filled, body: undefined }
  if (body !== undefined && method !== 'GET')
    return (['required', 'all'] as const).map((members) => ({
      ...plain,
      body: sampleOf(body, leaf, members),
    }))
  const searched = query === undefined || ids.length > 0 ? '' : queryOf(query, leaf)
  return searched === '' ? [plain] : [plain, { ...plain, path: `${filled}?${searched}` }]
}

/** The members of a query that are texts: paging and choices say nothing about whose things are asked for. */
function queryOf(schema: NonNullable<Endpoint['query']>, leaf: string): string {
  const { properties = {} } = jsonSchemaOf(schema)
  const named = Object.entries(properties).filter(([name, member]) => {
    if (['after', 'before', 'limit', 'state', 'outcome'].includes(name)) return false
    return member.enum === undefined && member.const === undefined && member.type !== 'boolean'
  })
  return named.map(([name]) => `${name}=${encodeURIComponent(leaf)}`).join('&')
}
