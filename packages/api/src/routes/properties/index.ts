import { type ObjectType, Problem } from '@millrace/model'
import {
  archiveProperty,
  createProperties,
  type Definitions,
  definitionsOf,
  listProperties,
  type NewProperty,
  type PropertyChange,
  type PropertyRecord,
  type Transaction,
  updateProperty,
} from '@millrace/store'
import { properties } from '../../contract/index.js'
import type { Answer, On } from '../../register.js'
import type { WritingCall } from '../../write-once.js'
import type { Api } from '../api.js'
import { batchAnswer } from '../batch-answer.js'
import { changeDefinitions } from '../change-definitions.js'
import { objectTypeOf } from '../objects/object-type.js'
import { present } from '../present.js'
import { groupRoutes } from './groups.js'
import { showProperty } from './show-property.js'

/** Properties of an object type. Every change raises the account's definitions epoch, under its exclusive lock. */
export function propertyRoutes(on: On, api: Api): void {
  const { db } = api

  on(properties.list, ({ caller, params, query }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const type = objectTypeOf(await definitionsOf(tx), params.objectType)
      const found = await listProperties(tx, type.id, query)
      return { status: 200, body: { results: found.map(showProperty) } }
    }),
  )

  on(properties.read, ({ caller, params, query }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const type = objectTypeOf(await definitionsOf(tx), params.objectType)
      const [found] = await readNamed(tx, type, [params.propertyName], query.archived)
      return { status: 200, body: accepted(found) }
    }),
  )

  on(properties.batchRead, ({ caller, params, body }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const startedAt = Date.now()
      const type = objectTypeOf(await definitionsOf(tx), params.objectType)
      const names = body.inputs.map(({ name }) => name)
      return batchAnswer(200, startedAt, await readNamed(tx, type, names, body.archived))
    }),
  )

  on(properties.create, (call) =>
    changing(api, call, call.params.objectType, async (tx, definitions, type) => {
      const [made] = await create(tx, definitions, type, [present(call.body)])
      return { status: 201, body: accepted(made) }
    }),
  )

  on(properties.batchCreate, (call) =>
    changing(api, call, call.params.objectType, async (tx, definitions, type) =>
      batchAnswer(201, Date.now(), await create(tx, definitions, type, call.body.inputs.map(present))),
    ),
  )

  on(properties.update, (call) =>
    changing(api, call, call.params.objectType, async (tx, definitions, type) => {
      const { propertyName } = call.params
      const change = changeOf(definitions, type, propertyName, present(call.body))
      await updateProperty(tx, definitions, type.id, propertyName, change)
      const [changed] = await readNamed(tx, type, [propertyName], false)
      return { status: 200, body: accepted(changed) }
    }),
  )

  on(properties.archive, (call) => archive(api, call, call.params.objectType, [call.params.propertyName]))
  on(properties.batchArchive, (call) =>
    archive(
      api,
      call,
      call.params.objectType,
      call.body.inputs.map(({ name }) => name),
    ),
  )

  groupRoutes(on, api)
}

/** A change of the schema in one transaction that no writer overlaps. */
function changing(
  api: Api,
  call: WritingCall,
  objectType: string,
  work: (tx: Transaction, definitions: Definitions, type: ObjectType) => Promise<Answer>,
): Promise<Answer> {
  return changeDefinitions(api, call, (tx, definitions) =>
    work(tx, definitions, objectTypeOf(definitions, objectType)),
  )
}

async function create(
  tx: Transaction,
  definitions: Definitions,
  type: ObjectType,
  wanted: readonly NewProperty[],
): Promise<readonly (ReturnType<typeof showProperty> | Problem)[]> {
  const results = await createProperties(tx, definitions, type.id, wanted)
  const made = results.flatMap((result) => (result.ok ? [result.property.name] : []))
  const shown = (await readNamed(tx, type, made, false)).values()
  return results.map((result) => (result.ok ? (shown.next().value ?? notFound('')) : result.problem))
}

async function archive(
  api: Api,
  call: WritingCall,
  objectType: string,
  names: readonly string[],
): Promise<Answer> {
  return changing(api, call, objectType, async (tx, definitions, type) => {
    for (const name of new Set(names)) {
      if (definitions.property(type.id, name)) await archiveProperty(tx, definitions, type.id, name)
    }
    return { status: 204 }
  })
}

/** The type stays what it is: values of another would have to be rewritten (engine.md 2). */
function changeOf(
  definitions: Definitions,
  type: ObjectType,
  name: string,
  { type: propertyType, formField: _, ...change }: PropertyChange & { type?: string; formField?: boolean },
): PropertyChange {
  const current = definitions.property(type.id, name)
  if (!current) throw notFound(name)
  if (propertyType !== undefined && propertyType !== current.type) {
    throw new Problem('INVALID_BODY', `The type of "${name}" is ${current.type} and stays so.`, {
      field: 'type',
    })
  }
  return change
}

async function readNamed(
  tx: Transaction,
  type: ObjectType,
  names: readonly string[],
  archived: boolean,
): Promise<readonly (ReturnType<typeof showProperty> | Problem)[]> {
  const found = new Map<string, PropertyRecord>()
  for (const property of await listProperties(tx, type.id, { archived })) found.set(property.name, property)
  return names.map((name) => {
    const property = found.get(name)
    return property ? showProperty(property) : notFound(name)
  })
}

function accepted<T>(outcome: T | Problem | undefined): T {
  if (outcome instanceof Problem) throw outcome
  if (outcome === undefined) throw new Error('a property came back without an outcome')
  return outcome
}

function notFound(name: string): Problem {
  const shown = name.slice(0, 100)
  return new Problem('PROPERTY_NOT_FOUND', `There is no property "${shown}".`, {
    context: { propertyName: [shown] },
  })
}
