// A document of another installation, taken in and given out again without loss (api.md 4.9; decision 19).
import { memberText } from '@millrace/filters'
import { isObject } from '@millrace/model'
import type { Flow } from '../workflow/flow.js'
import { type ParsedFlow, parseFlow } from '../workflow/parse-flow.js'
import { referencesIn } from './map-references.js'
import { applyMapping, type ImportMapping, mappedId, withoutRemoved } from './mapping.js'

type Json = Readonly<Record<string, unknown>>

/** Members that a server sets: they speak of where the document comes from. */
const setByServer = [
  'id',
  'revisionId',
  'isEnabled',
  'nextAvailableActionId',
  'crmObjectCreationStatus',
  'createdAt',
  'updatedAt',
] as const

/** Members that reading fills in where a document lacks them (api.md 4.2). */
const filledIn = [
  'actions',
  'timeWindows',
  'blockedDates',
  'dataSources',
  'customProperties',
  'suppressionListIds',
  'canEnrollFromSalesforce',
] as const

/** What the workflow remembers of its import, in `millrace.imported`. */
interface Imported {
  readonly from: Json
  readonly absent?: readonly string[]
  readonly empty?: readonly string[]
  /** Kind → ids nobody has said the meaning of here: they block turning on (`unmapped-references.ts`). */
  readonly unmapped?: Readonly<Record<string, readonly string[]>>
}

/** The flow to store: off, in the words of this account as far as the mapping knows them. */
export function importFlow(document: unknown, mapping: ImportMapping = {}): ParsedFlow {
  const parsed = parseFlow(document)
  if (!parsed.ok || !isObject(document)) return parsed
  const imported = { ...writtenAs(document), ...unmappedIn(parsed.flow, mapping) }
  const kept = Object.fromEntries(
    Object.entries(applyMapping(parsed.flow, mapping)).filter(([member]) => !isSetByServer(member)),
  ) as unknown as Flow
  const flow = { ...kept, isEnabled: false, millrace: { ...kept.millrace, imported } }
  // A mapping can write what cannot be read any more, such as text for the number of an association type.
  return parseFlow(flow)
}

function isSetByServer(member: string): boolean {
  return setByServer.some((name) => name === member)
}

function writtenAs(document: Json): Imported {
  const from = Object.fromEntries(
    setByServer.filter((name) => document[name] !== undefined).map((name) => [name, document[name]]),
  )
  const absent = filledIn.filter((name) => document[name] === undefined)
  const empty = filledIn.filter((name) => document[name] === null)
  return { from, ...(absent.length > 0 && { absent }), ...(empty.length > 0 && { empty }) }
}

function unmappedIn(flow: Flow, mapping: ImportMapping): Pick<Imported, 'unmapped'> {
  const unmapped = new Map<string, Set<string>>()
  for (const reference of referencesIn(withoutRemoved(flow, mapping))) {
    if (mappedId(mapping, reference) !== undefined) continue
    unmapped.set(reference.kind, (unmapped.get(reference.kind) ?? new Set()).add(reference.id))
  }
  if (unmapped.size === 0) return {}
  return { unmapped: Object.fromEntries([...unmapped].map(([kind, ids]) => [kind, [...ids]])) }
}

/**
 * The document as it was imported, in the one spelling of edges and ids; one that was made here comes out as it is. With
 * an empty mapping nothing is lost on the way: `exportFlow(importFlow(x)) = x`.
 */
export function exportFlow(flow: Flow): Json {
  const { imported, ...additions } = (flow.millrace ?? {}) as { readonly imported?: Imported }
  const { millrace: _ours, ...rest } = flow as Json
  const document: Record<string, unknown> = { ...rest }
  for (const name of imported?.absent ?? []) if (isDefault(document[name])) delete document[name]
  for (const name of imported?.empty ?? []) if (isDefault(document[name])) document[name] = null
  if (imported) {
    for (const name of setByServer) delete document[name]
    Object.assign(document, imported.from)
  }
  if (Object.keys(additions).length > 0) document.millrace = additions
  return document
}

function isDefault(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0
  return value === false || (isObject(value) && Object.keys(value).length === 0)
}

/** What a flow that was imported still names without anybody having said what it is here. */
export function unmappedOf(flow: Flow): Readonly<Record<string, readonly string[]>> {
  const imported = flow.millrace?.imported
  const unmapped = isObject(imported) ? imported.unmapped : undefined
  if (!isObject(unmapped)) return {}
  return Object.fromEntries(
    Object.entries(unmapped).map(([kind, ids]) => [kind, Array.isArray(ids) ? ids.map(memberText) : []]),
  )
}
