// A record as clients read it (api.md 2.6): text values, ISO moments, only the properties asked for.
import { type CanonicalValue, defaultProperties, type ObjectType, toWire } from '@millrace/model'
import type { Definitions, HistoryEntry, StoredRecord } from '@millrace/store'
import { iso } from '../iso.js'
import type { AssociatedPage } from './read-associated-names.js'
import { wireSource } from './wire-source.js'

/** What a read asks for. Names that do not exist are ignored. */
export interface Shown {
  readonly properties: readonly string[]
  readonly history: readonly string[]
  /** Object type ids, with the name they were asked by. */
  readonly associations: ReadonlyMap<string, string>
}

export interface Surroundings {
  readonly histories?: ReadonlyMap<number, readonly HistoryEntry[]>
  /** By object type id, then by record. */
  readonly associated?: ReadonlyMap<string, ReadonlyMap<number, AssociatedPage>>
}

export interface WireRecord {
  readonly id: string
  readonly properties: Readonly<Record<string, string | null>>
  readonly createdAt: string
  readonly updatedAt: string
  readonly archived: boolean
  readonly [member: string]: unknown
}

/** The names to show: those asked for, else the default set, and always the id and the two system moments. */
export function shownProperties(
  definitions: Definitions,
  type: ObjectType,
  asked: readonly string[] | undefined,
): readonly string[] {
  const names =
    asked === undefined || asked.length === 0
      ? defaultProperties(type.id)
      : [...asked, ...systemNames(definitions, type.id)]
  return [...new Set(names)].filter((name) => definitions.property(type.id, name) !== undefined)
}

const moments = ['createdate', 'lastmodifieddate', 'hs_createdate', 'hs_lastmodifieddate', 'hs_object_id']
/** The same moments under a second name are not repeated (api.md 2.6). */
const withoutMoments: Readonly<Record<string, readonly string[]>> = {
  '0-1': ['hs_createdate', 'hs_lastmodifieddate'],
}

function systemNames(definitions: Definitions, objectTypeId: string): readonly string[] {
  const hidden = withoutMoments[objectTypeId] ?? []
  return moments.filter(
    (name) => definitions.property(objectTypeId, name) !== undefined && !hidden.includes(name),
  )
}

export function showRecord(
  definitions: Definitions,
  record: StoredRecord,
  shown: Shown,
  surroundings: Surroundings = {},
): WireRecord {
  const { histories, associated } = surroundings
  return {
    id: String(record.id),
    properties: wireValues(definitions, record.objectTypeId, shown.properties, (name) => record.value(name)),
    ...(histories && {
      propertiesWithHistory: showHistory(definitions, record, shown.history, histories.get(record.id) ?? []),
    }),
    ...(associated && showAssociations(record, shown, associated)),
    createdAt: iso(record.createdAt),
    updatedAt: iso(record.updatedAt),
    archived: record.deletedAt !== null,
    ...(record.deletedAt !== null && { archivedAt: iso(record.deletedAt) }),
  }
}

/** What a write answers: the values it wrote, without reading the record again. */
export function showWritten(
  definitions: Definitions,
  {
    id,
    objectTypeId,
    createdAt,
    updatedAt,
  }: Pick<StoredRecord, 'id' | 'objectTypeId' | 'createdAt' | 'updatedAt'>,
  valueFor: (name: string) => CanonicalValue | null | undefined,
  names: readonly string[],
): WireRecord {
  const columns: Readonly<Record<string, CanonicalValue>> = {
    hs_object_id: id,
    createdate: createdAt,
    hs_createdate: createdAt,
    lastmodifieddate: updatedAt,
    hs_lastmodifieddate: updatedAt,
  }
  const shown = [...new Set([...names, ...systemNames(definitions, objectTypeId)])]
  return {
    id: String(id),
    properties: wireValues(definitions, objectTypeId, shown, (name) => columns[name] ?? valueFor(name)),
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
    archived: false,
  }
}

function wireValues(
  definitions: Definitions,
  objectTypeId: string,
  names: readonly string[],
  valueFor: (name: string) => CanonicalValue | null | undefined,
): Record<string, string | null> {
  const values: Record<string, string | null> = {}
  for (const name of names) {
    const property = definitions.property(objectTypeId, name)
    if (property) values[name] = toWire(property, valueFor(name))
  }
  return values
}

/** Newest first, as they are read. */
function showHistory(
  definitions: Definitions,
  { objectTypeId }: StoredRecord,
  names: readonly string[],
  versions: readonly HistoryEntry[],
): Record<string, readonly unknown[]> {
  const history: Record<string, unknown[]> = {}
  for (const name of names) {
    const property = definitions.property(objectTypeId, name)
    if (!property) continue
    history[name] = versions
      .filter((version) => version.name === name)
      .map(({ value, at, source }) => ({
        value: toWire(property, value),
        timestamp: iso(at),
        ...wireSource(source),
      }))
  }
  return history
}

function showAssociations(
  record: StoredRecord,
  shown: Shown,
  associated: NonNullable<Surroundings['associated']>,
): { readonly associations?: Record<string, unknown> } {
  const associations: Record<string, unknown> = {}
  for (const [objectTypeId, name] of shown.associations) {
    const page = associated.get(objectTypeId)?.get(record.id)
    if (!page || page.names.length === 0) continue
    associations[name] = {
      results: page.names.map(({ id, type }) => ({ id: String(id), type })),
      ...(page.after !== null && { paging: { next: nextPage(record, objectTypeId, page.after) } }),
    }
  }
  return Object.keys(associations).length === 0 ? {} : { associations }
}

/** The rest is read where associations are (api.md 3.1). */
function nextPage({ id, objectTypeId }: StoredRecord, toObjectTypeId: string, after: number) {
  const path = `/crm/v4/objects/${objectTypeId}/${id}/associations/${toObjectTypeId}`
  return { after: String(after), link: `${path}?after=${after}` }
}
