import { findObjectType } from '@millrace/model'
import {
  archiveObjectType,
  createObjectType,
  definitionsOf,
  listCustomObjectTypes,
  listProperties,
  type ObjectTypeRecord,
  readObjectType,
  type Transaction,
  updateObjectType,
} from '@millrace/store'
import { schemas } from '../../contract/index.js'
import type { On } from '../../register.js'
import type { Api } from '../api.js'
import { changeDefinitions } from '../change-definitions.js'
import { objectTypeOf } from '../objects/object-type.js'
import { present } from '../present.js'
import { showDefinition, showSchema } from './show-schema.js'

/** Custom objects. Every change raises the account's definitions epoch, under its exclusive lock. */
export function schemaRoutes(on: On, api: Api): void {
  const { db } = api

  on(schemas.list, ({ caller, query }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const results = []
      for (const type of await listCustomObjectTypes(tx, query)) results.push(await schemaOf(tx, type))
      return { status: 200, body: { results } }
    }),
  )

  on(schemas.read, ({ caller, params }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const { id } = objectTypeOf(await definitionsOf(tx), params.objectType)
      return { status: 200, body: await schemaOf(tx, await there(tx, id)) }
    }),
  )

  on(schemas.create, (call) =>
    changeDefinitions(api, call, async (tx, definitions) => {
      const { properties, ...wanted } = present(call.body)
      const type = await createObjectType(tx, definitions, {
        ...wanted,
        labels: present(wanted.labels),
        properties: properties.map(present),
      })
      return { status: 201, body: await schemaOf(tx, type) }
    }),
  )

  on(schemas.update, (call) =>
    changeDefinitions(api, call, async (tx, definitions) => {
      const { id } = objectTypeOf(definitions, call.params.objectType)
      const { clearDescription, labels, ...change } = present(call.body)
      const type = await updateObjectType(tx, definitions, id, {
        ...change,
        ...(labels && { labels: present(labels) }),
        ...(clearDescription === true && { description: null }),
      })
      return { status: 200, body: { ...showDefinition(type), portalId: tx.accountId } }
    }),
  )

  on(schemas.archive, (call) =>
    changeDefinitions(api, call, async (tx, definitions) => {
      const { objectType } = call.params
      const known = findObjectType(definitions.catalogue, objectType)
      if (!known && (await wasArchived(tx, objectType))) return { status: 204 }
      await archiveObjectType(tx, definitions, objectTypeOf(definitions, objectType).id)
      return { status: 204 }
    }),
  )
}

async function schemaOf(tx: Transaction, type: ObjectTypeRecord) {
  const { catalogue } = await definitionsOf(tx)
  return showSchema(type, await listProperties(tx, type.id), catalogue.associationTypes)
}

async function there(tx: Transaction, id: string): Promise<ObjectTypeRecord> {
  const type = await readObjectType(tx, id)
  if (!type) throw new Error(`object type ${id} is in the catalogue, but has no row`)
  return type
}

/** Archiving twice is no mistake. */
async function wasArchived(tx: Transaction, idOrName: string): Promise<boolean> {
  const archived = await listCustomObjectTypes(tx, { archived: true })
  return archived.some(({ id, name, fullyQualifiedName }) =>
    [id, name, fullyQualifiedName].includes(idOrName),
  )
}
