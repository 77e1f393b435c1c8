// New records as columns for unnest. The JSON of each is written once, in code, and sent as lines: JSON text holds no line
// break, so the server splits it without an escape in sight, where an array literal would carry one for every quotation mark.
// Members stand in the order in which PostgreSQL keeps them, which spares it the sorting (measured: a third of the parsing).
import { type CanonicalValue, type Chain, type ChangeSource, foldedCompanion } from '@millrace/model'
import type { Definitions } from '../definitions/definitions.js'
import { foldedForm } from './folded-form.js'

export interface Creation {
  readonly recordId: number
  readonly objectTypeId: string
  readonly source: ChangeSource
  readonly chain: Chain
  /** The step that made it (A-CRE-9). */
  readonly createdBy?: { readonly workflowId: number; readonly actionId: string }
}

export interface Creations {
  readonly recordId: number[]
  readonly objectTypeId: string[]
  readonly hot: string[]
  /** Empty where nothing lies cold. */
  readonly cold: string[]
  /** What its change says beside the cold values: the hot ones, as a patch. */
  readonly patch: string[]
  /** What evaluators read of it, as a patch; empty where nobody does. */
  readonly news: string[]
  /** Place of its cause in `sources` and `chains`. */
  readonly cause: number[]
  readonly sources: string[]
  readonly chains: string[]
  readonly workflowId: (number | null)[]
  readonly actionId: (string | null)[]
}

/** Collects creations; those that follow one another with one source and one chain share a cause. */
export function collectCreations(definitions: Definitions) {
  const creations: Creations = {
    recordId: [],
    objectTypeId: [],
    hot: [],
    cold: [],
    patch: [],
    news: [],
    cause: [],
    sources: [],
    chains: [],
    workflowId: [],
    actionId: [],
  }
  const inOrder = orderOfNames()
  let last: Creation | undefined
  return {
    creations,
    /** `valueFor` names' values; null and undefined are none. */
    add(
      creation: Creation,
      names: Readonly<Record<string, unknown>>,
      valueFor: (name: string) => CanonicalValue | null | undefined,
    ): void {
      const { recordId, objectTypeId, source, chain, createdBy } = creation
      if (source !== last?.source || chain !== last.chain) {
        creations.sources.push(JSON.stringify(source))
        creations.chains.push(JSON.stringify(chain))
      }
      last = creation
      const json = writeJson(definitions, objectTypeId, inOrder(names), valueFor)
      creations.recordId.push(recordId)
      creations.objectTypeId.push(objectTypeId)
      creations.hot.push(json.hot)
      creations.cold.push(json.cold)
      creations.patch.push(json.patch)
      creations.news.push(json.news)
      creations.cause.push(creations.sources.length - 1)
      creations.workflowId.push(createdBy?.workflowId ?? null)
      creations.actionId.push(createdBy?.actionId ?? null)
    },
  }
}

/** Name, and value as JSON. */
type Member = readonly [name: string, json: string]

function writeJson(
  definitions: Definitions,
  objectTypeId: string,
  names: readonly string[],
  valueFor: (name: string) => CanonicalValue | null | undefined,
) {
  const properties = definitions.catalogue.properties.get(objectTypeId)
  const watched = definitions.watched(objectTypeId)
  const hot = { plain: [] as Member[], folded: [] as Member[] }
  const cold = { plain: [] as Member[], folded: [] as Member[] }
  let news = ''
  for (const name of names) {
    const value = valueFor(name)
    if (value === undefined || value === null) continue
    const json = JSON.stringify(value)
    const folded = foldedForm(value)
    // While a property moves, the hot copy is the one that counts.
    const side = (properties?.get(name)?.placement ?? 'cold') === 'cold' ? cold : hot
    side.plain.push([name, json])
    if (folded !== null) side.folded.push([foldedCompanion(name), JSON.stringify(folded)])
    if (watched.has(name)) news += `,"${name}":[null,${json}]`
  }
  const hotMembers = merged(hot)
  const coldMembers = merged(cold)
  // Whatever it says, a new record concerns every workflow of its type that is on and every active list.
  const isNews = news !== '' || definitions.isWatched(objectTypeId)
  return {
    hot: objectOf(hotMembers),
    patch: objectOf(hotMembers.map(([name, json]): Member => [name, `[null,${json}]`])),
    cold: coldMembers.length === 0 ? '' : objectOf(coldMembers),
    news: isNews ? `{${news.slice(1)}}` : '',
  }
}

/** Folded forms have names of their own, which stand elsewhere. */
function merged({
  plain,
  folded,
}: {
  readonly plain: readonly Member[]
  readonly folded: readonly Member[]
}) {
  return folded.length === 0 ? plain : [...plain, ...folded].sort(([a], [b]) => byPlace(a, b))
}

function objectOf(members: readonly Member[]): string {
  let text = ''
  for (const [name, json] of members) text += `,"${name}":${json}`
  return `{${text.slice(1)}}`
}

/** As jsonb has its keys: by length, then by bytes; internal names are plain ASCII. */
function byPlace(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
}

/** Names in order; the records of a batch mostly have the same ones, which are then sorted once. */
function orderOfNames() {
  let last: readonly string[] = []
  let inOrder: readonly string[] = []
  return (values: Readonly<Record<string, unknown>>): readonly string[] => {
    const names = Object.keys(values)
    if (names.length !== last.length || names.some((name, i) => name !== last[i])) {
      last = names
      inOrder = [...names].sort(byPlace)
    }
    return inOrder
  }
}
