import { type ChangeSource, type Property, toWire } from '@millrace/model'
import {
  type Definitions,
  loadWholeRecords,
  readPropertyHistory,
  type StoredRecord,
  type Transaction,
} from '@millrace/store'

/** A-WHK-9: only contacts bring their history. */
const withHistory = '0-1'

interface SeenValue {
  readonly value: string | null
  readonly timestamp: string
  readonly sourceType: string
}

/** Records as the object API returns them, all properties included, as JSON text by record id (A-WHK-6). */
export async function recordBodies(
  tx: Transaction,
  definitions: Definitions,
  ids: ReadonlySet<number>,
): Promise<ReadonlyMap<number, string>> {
  const records = await loadWholeRecords(tx, [...ids])
  const histories = await historiesOf(tx, definitions, [...records.values()])
  return new Map(
    [...records.values()].map((record) => {
      const body = bodyOf(record, propertiesOf(definitions, record.objectTypeId), histories.get(record.id))
      return [record.id, JSON.stringify(body)]
    }),
  )
}

function bodyOf(
  record: StoredRecord,
  properties: readonly Property[],
  history: Readonly<Record<string, readonly SeenValue[]>> | undefined,
): object {
  const known = properties.flatMap((property) => {
    const value = toWire(property, record.value(property.name))
    return value === null ? [] : [[property.name, value] as const]
  })
  return {
    id: String(record.id),
    properties: Object.fromEntries(known),
    ...(history ? { propertiesWithHistory: history } : {}),
    createdAt: new Date(record.createdAt).toISOString(),
    updatedAt: new Date(record.updatedAt).toISOString(),
    archived: record.deletedAt !== null,
  }
}

async function historiesOf(
  tx: Transaction,
  definitions: Definitions,
  records: readonly StoredRecord[],
): Promise<ReadonlyMap<number, Record<string, SeenValue[]>>> {
  const contacts = records.filter((record) => record.objectTypeId === withHistory)
  const histories = new Map(contacts.map((record) => [record.id, {} as Record<string, SeenValue[]>]))
  if (contacts.length === 0) return histories
  const properties = new Map(
    propertiesOf(definitions, withHistory).map((property) => [property.name, property]),
  )
  const entries = await readPropertyHistory(tx, [...histories.keys()], [...properties.keys()])
  for (const { recordId, name, value, at, source } of entries) {
    const property = properties.get(name)
    const history = histories.get(recordId)
    if (!property || !history) continue
    history[name] ??= []
    history[name].push({
      value: toWire(property, value),
      timestamp: new Date(at).toISOString(),
      sourceType: sourceTypes[source.type],
    })
  }
  return histories
}

/** api.md 2.6. */
const sourceTypes: Readonly<Record<ChangeSource['type'], string>> = {
  API: 'INTEGRATION',
  IMPORT: 'IMPORT',
  USER: 'CRM_UI',
  WORKFLOW: 'AUTOMATION_PLATFORM',
  MERGE: 'MERGE_OBJECTS',
  FORM: 'FORM',
  SYSTEM: 'INTERNAL_PROCESSING',
}

function propertiesOf({ catalogue }: Definitions, objectTypeId: string): readonly Property[] {
  return [...(catalogue.properties.get(objectTypeId)?.values() ?? [])]
}
