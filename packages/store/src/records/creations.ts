// New records as columns for unnest. The JSON of each is written once, in code, and sent as lines: JSON text holds no line
// break, so the server splits it without an escape in sight, where an array literal would carry one for every quotation mark.
// Members stand in the order in which PostgreSQL keeps them, which spares it the sorting (measured: a third of the parsing).
import { type CanonicalValue, type Chain, type ChangeSource, foldedCompanion } from '@millrace/model'
import type { Definitions } from '../definitions/definitions.js'
import { foldedForm, isPlain } from './folded-form.js'

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
  const slotsOf = slotsInOrder(definitions)
  let last: Creation | undefined
  return {
    creations,
    /** `valueFor` names' values; null and undefined are none. */
    add(creation: Creation, names: Readonly<Record<string, unknown>>, valueFor: ValueFor): void {
      const { recordId, objectTypeId, source, chain, createdBy } = creation
      if (source !== last?.source || chain !== last.chain) {
        creations.sources.push(JSON.stringify(source))
        creations.chains.push(JSON.stringify(chain))
      }
      last = creation
      const { hot, cold, patch, news } = membersOf(slotsOf(objectTypeId, names), valueFor)
      // Whatever it says, a new record concerns every workflow of its type that is on and every active list.
      const isNews = news !== '' || definitions.isWatched(objectTypeId)
      creations.recordId.push(recordId)
      creations.objectTypeId.push(objectTypeId)
      creations.hot.push(`{${hot.slice(1)}}`)
      creations.cold.push(cold === '' ? '' : `{${cold.slice(1)}}`)
      creations.patch.push(`{${patch.slice(1)}}`)
      creations.news.push(isNews ? `{${news.slice(1)}}` : '')
      creations.cause.push(creations.sources.length - 1)
      creations.workflowId.push(createdBy?.workflowId ?? null)
      creations.actionId.push(createdBy?.actionId ?? null)
    },
  }
}

type ValueFor = (name: string) => CanonicalValue | null | undefined

/** Where a property, or the folded form that stands beside it, has its place among the members of an object. */
interface Slot {
  readonly name: string
  /** `,"name":`. */
  readonly prefix: string
  readonly isCold: boolean
  readonly isWatched: boolean
  /** Of a folded form: the property. */
  readonly beside: Slot | null
  /** JSON of the folded form of the value that was written last; null: it is the value itself. */
  folded: string | null
}

/** Each side's members, a comma before each. */
function membersOf(slots: readonly Slot[], valueFor: ValueFor) {
  let hot = ''
  let cold = ''
  let patch = ''
  let news = ''
  for (const slot of slots) {
    const json = slot.beside ? slot.beside.folded : jsonOf(slot, valueFor(slot.name))
    if (json === null) continue
    if (slot.isCold) cold += `${slot.prefix}${json}`
    else {
      hot += `${slot.prefix}${json}`
      patch += `${slot.prefix}[null,${json}]`
    }
    if (slot.isWatched) news += `${slot.prefix}[null,${json}]`
  }
  return { hot, cold, patch, news }
}

/** The slot of its folded form comes later, having a longer name. */
function jsonOf(slot: Slot, value: CanonicalValue | null | undefined): string | null {
  slot.folded = null
  if (value === undefined || value === null) return null
  if (typeof value !== 'string') return JSON.stringify(value)
  if (isPlain(value)) return `"${value}"`
  const folded = foldedForm(value)
  if (folded !== null) slot.folded = JSON.stringify(folded)
  return JSON.stringify(value)
}

/** Slots of the properties that are named. Records of a batch mostly name the same ones, which are then sorted once. */
function slotsInOrder(definitions: Definitions) {
  let lastType = ''
  let lastNames: readonly string[] = []
  let last: readonly Slot[] = []
  return (objectTypeId: string, values: Readonly<Record<string, unknown>>): readonly Slot[] => {
    const names = Object.keys(values)
    if (objectTypeId === lastType && isSame(names, lastNames)) return last
    lastType = objectTypeId
    lastNames = names
    last = names.flatMap((name) => slotsFor(definitions, objectTypeId, name)).sort(byPlace)
    return last
  }
}

function slotsFor(definitions: Definitions, objectTypeId: string, name: string): Slot[] {
  const property: Slot = {
    name,
    prefix: `,"${name}":`,
    // While a property moves, the hot copy is the one that counts.
    isCold: (definitions.property(objectTypeId, name)?.placement ?? 'cold') === 'cold',
    isWatched: definitions.watched(objectTypeId).has(name),
    beside: null,
    folded: null,
  }
  const companion = foldedCompanion(name)
  return [
    property,
    { ...property, name: companion, prefix: `,"${companion}":`, isWatched: false, beside: property },
  ]
}

/** As jsonb has its keys: by length, then by bytes; internal names are plain ASCII. */
function byPlace({ name: a }: Slot, { name: b }: Slot): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, i) => name === b[i])
}
