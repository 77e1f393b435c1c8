import { type ObjectType, Problem, parseId } from '@millrace/model'
import {
  type Definitions,
  definitionsOf,
  listRecordIds,
  readRecords,
  type StoredRecord,
  type Transaction,
} from '@millrace/store'
import { objects } from '../../contract/index.js'
import type { On } from '../../register.js'
import type { Api } from '../api.js'
import { batchAnswer } from '../batch-answer.js'
import { pageOf, readCursor } from '../cursor.js'
import { findNamed, uniquePropertyOf } from './find-named.js'
import { objectTypeOf } from './object-type.js'
import { type Shown, shownProperties, showRecord, type WireRecord } from './show.js'
import { readSurroundings } from './surroundings.js'

/** What a caller asked to see, in query or body. */
export interface Asked {
  readonly properties?: readonly string[] | undefined
  readonly propertiesWithHistory?: readonly string[] | undefined
  readonly associations?: readonly string[] | undefined
}

export function readRoutes(on: On, { db }: Api): void {
  on(objects.list, ({ caller, params, query }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const definitions = await definitionsOf(tx)
      const type = objectTypeOf(definitions, params.objectType)
      const { limit, archived } = query
      const ids = await listRecordIds(tx, type.id, {
        limit: limit + 1,
        after: readCursor(query.after),
        archived,
      })
      const { shown, paging } = pageOf(ids, limit, (id) => id)
      const names = shownProperties(definitions, type, query.properties)
      const found = await readRecords(tx, type.id, shown, { archived, names })
      const records = shown.flatMap((id) => found.get(id) ?? [])
      return { status: 200, body: { results: await show(tx, definitions, type, records, query), ...paging } }
    }),
  )

  on(objects.read, ({ caller, params, query }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const definitions = await definitionsOf(tx)
      const type = objectTypeOf(definitions, params.objectType)
      const [record] = await readNamed(tx, definitions, type, [params.objectId], query.idProperty, {
        archived: query.archived,
        names: shownProperties(definitions, type, query.properties),
      })
      if (record instanceof Problem || !record) throw record ?? notFound(params.objectId)
      const [body] = await show(tx, definitions, type, [record], query)
      return { status: 200, body }
    }),
  )

  on(objects.batchRead, ({ caller, params, query, body }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const startedAt = Date.now()
      const definitions = await definitionsOf(tx)
      const type = objectTypeOf(definitions, params.objectType)
      const names = body.inputs.map(({ id }) => id)
      const found = await readNamed(tx, definitions, type, names, body.idProperty, {
        archived: query.archived,
        names: shownProperties(definitions, type, body.properties),
      })
      const records = found.flatMap((entry) => (entry instanceof Problem ? [] : [entry]))
      const shown = (await show(tx, definitions, type, records, body)).values()
      const outcomes = found.map((entry) =>
        entry instanceof Problem ? entry : (shown.next().value ?? notFound('')),
      )
      return batchAnswer(200, startedAt, outcomes)
    }),
  )
}

/** Records as callers name them, in order: each a record or the reason why there is none. */
async function readNamed(
  tx: Transaction,
  definitions: Definitions,
  type: ObjectType,
  names: readonly string[],
  idProperty: string | undefined,
  shown: { readonly archived: boolean; readonly names: readonly string[] },
): Promise<readonly (StoredRecord | Problem)[]> {
  const ids =
    idProperty === undefined || idProperty === 'hs_object_id'
      ? names.map(parseId)
      : await findNamed(tx, uniquePropertyOf(definitions, type, idProperty), names)
  const known = ids.filter((id) => id !== undefined)
  const records = await readRecords(tx, type.id, known, shown)
  return ids.map(
    (id, index) => (id === undefined ? undefined : records.get(id)) ?? notFound(names[index] ?? ''),
  )
}

/** Records as the caller asked to see them; history and associations cost one statement each for all of them. */
export async function show(
  tx: Transaction,
  definitions: Definitions,
  type: ObjectType,
  records: readonly StoredRecord[],
  asked: Asked,
): Promise<readonly WireRecord[]> {
  const shown: Shown = {
    properties: shownProperties(definitions, type, asked.properties),
    history: asked.propertiesWithHistory ?? [],
    associations: new Map(
      (asked.associations ?? []).map((name) => [objectTypeOf(definitions, name).id, name]),
    ),
  }
  const surroundings = await readSurroundings(tx, definitions, records, shown)
  return records.map((record) => showRecord(definitions, record, shown, surroundings))
}

function notFound(name: string): Problem {
  const shown = name.slice(0, 200)
  return new Problem('RECORD_NOT_FOUND', `There is no record ${shown} of this type.`, {
    context: { ids: [shown] },
  })
}
