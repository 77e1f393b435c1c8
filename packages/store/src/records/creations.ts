// New records as columns for unnest. The JSON of each is written once, in code, and sent as lines: JSON text holds no line
// break, so the server splits it without an escape in sight, where an array literal would carry one for every quotation mark.
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
  readonly cold: string[]
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
    news: [],
    cause: [],
    sources: [],
    chains: [],
    workflowId: [],
    actionId: [],
  }
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
      const { hot, cold, news } = writeJson(definitions, objectTypeId, names, valueFor)
      creations.recordId.push(recordId)
      creations.objectTypeId.push(objectTypeId)
      creations.hot.push(hot)
      creations.cold.push(cold)
      creations.news.push(news)
      creations.cause.push(creations.sources.length - 1)
      creations.workflowId.push(createdBy?.workflowId ?? null)
      creations.actionId.push(createdBy?.actionId ?? null)
    },
  }
}

function writeJson(
  definitions: Definitions,
  objectTypeId: string,
  names: Readonly<Record<string, unknown>>,
  valueFor: (name: string) => CanonicalValue | null | undefined,
) {
  const properties = definitions.catalogue.properties.get(objectTypeId)
  const watched = definitions.watched(objectTypeId)
  let hot = ''
  let cold = ''
  let news = ''
  for (const name in names) {
    const value = valueFor(name)
    if (value === undefined || value === null) continue
    const json = JSON.stringify(value)
    const folded = foldedForm(value)
    let stored = `,"${name}":${json}`
    if (folded !== null) stored += `,"${foldedCompanion(name)}":${JSON.stringify(folded)}`
    // While a property moves, the hot copy is the one that counts.
    if ((properties?.get(name)?.placement ?? 'cold') === 'cold') cold += stored
    else hot += stored
    if (watched.has(name)) news += `,"${name}":[null,${json}]`
  }
  // Whatever it says, a new record concerns every workflow of its type that is on and every active list.
  const isNews = news !== '' || definitions.isWatched(objectTypeId)
  return { hot: `{${hot.slice(1)}}`, cold: `{${cold.slice(1)}}`, news: isNews ? `{${news.slice(1)}}` : '' }
}
