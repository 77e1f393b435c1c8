import { Problem } from '@millrace/model'
import {
  archiveEventDefinition,
  createEventDefinition,
  type DefinedEventProperty,
  definitionsOf,
  type EventDefinition,
  eventNameFrom,
  listEventDefinitions,
  qualifiedEventName,
  type Transaction,
  updateEventDefinition,
} from '@millrace/store'
import { events } from '../../contract/index.js'
import type { Answer, Call, On } from '../../register.js'
import { type WritingCall, writeOnce } from '../../write-once.js'
import type { Api } from '../api.js'
import { pageOf, readCursor } from '../cursor.js'
import { objectTypeOf } from '../objects/object-type.js'
import { present } from '../present.js'
import { showEventDefinition, showEventProperty } from './show-definition.js'

/** What a customer defines (W-EVT-48). Every change raises the account's definitions epoch, under its exclusive lock. */
export function definitionRoutes(on: On, api: Api): void {
  const { db } = api

  on(events.listDefinitions, ({ caller, query }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const wanted = query.searchString?.toLowerCase() ?? ''
      const found = (await listEventDefinitions(tx)).filter(
        ({ name, label, archivedAt }) =>
          (archivedAt !== null) === query.archived && `${name}\n${label}`.toLowerCase().includes(wanted),
      )
      const from = readCursor(query.after)
      const rest = found.filter(({ id }) => numberOf(id) > from)
      const { shown, paging } = pageOf(rest, query.limit, ({ id }) => numberOf(id))
      const results = await showAll(tx, shown)
      return { status: 200, body: { total: found.length, results, ...paging } }
    }),
  )

  on(events.createDefinition, (call) =>
    changing(api, call, async (tx) => {
      const { primaryObject, propertyDefinitions, ...wanted } = present(call.body)
      const { id: objectTypeId } = objectTypeOf(await definitionsOf(tx), primaryObject)
      const properties = propertyDefinitions.map(definedProperty)
      const made = await createEventDefinition(tx, { ...wanted, objectTypeId, properties })
      return { status: 201, body: await show(tx, made) }
    }),
  )

  on(events.readDefinition, ({ caller, params }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => ({
      status: 200,
      body: await show(tx, await definitionNamed(tx, params.eventName)),
    })),
  )

  on(events.updateDefinition, (call) =>
    changing(api, call, async (tx) => {
      const current = await definitionNamed(tx, call.params.eventName)
      return {
        status: 200,
        body: await show(tx, await updateEventDefinition(tx, current, present(call.body))),
      }
    }),
  )

  on(events.archiveDefinition, (call) =>
    changing(api, call, async (tx) => {
      const current = await findDefinition(tx, call.params.eventName)
      if (current) await archiveEventDefinition(tx, current.id)
      return { status: 204 }
    }),
  )
}

/** Properties of an event a customer has defined. */
export function definitionPropertyRoutes(on: On, api: Api): void {
  const { db } = api

  on(events.listProperties, ({ caller, params }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const { properties } = await definitionNamed(tx, params.eventName)
      return { status: 200, body: { results: properties.map(showEventProperty) } }
    }),
  )

  on(events.readProperty, ({ caller, params }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const definition = await definitionNamed(tx, params.eventName)
      return { status: 200, body: showEventProperty(propertyNamed(definition, params.propertyName)) }
    }),
  )

  on(events.createProperty, (call) =>
    changing(api, call, async (tx) => {
      const current = await definitionNamed(tx, call.params.eventName)
      const added = definedProperty(call.body)
      await updateEventDefinition(tx, current, { properties: [...current.properties, added] })
      return { status: 201, body: showEventProperty(added) }
    }),
  )

  on(events.updateProperty, (call) =>
    changing(api, call, async (tx) => {
      const current = await definitionNamed(tx, call.params.eventName)
      const property = changeable(propertyNamed(current, call.params.propertyName))
      const { options, ...change } = present(call.body)
      const next = { ...property, ...change, ...(options && { options: options.map(optionOf) }) }
      const properties = current.properties.map((each) => (each.name === next.name ? next : each))
      await updateEventDefinition(tx, current, { properties })
      return { status: 200, body: showEventProperty(next) }
    }),
  )

  on(events.archiveProperty, (call) =>
    changing(api, call, async (tx) => {
      const current = await definitionNamed(tx, call.params.eventName)
      const gone = current.properties.find(({ name }) => name === call.params.propertyName)
      if (!gone) return { status: 204 }
      changeable(gone)
      const properties = current.properties.filter((property) => property !== gone)
      await updateEventDefinition(tx, current, { properties })
      return { status: 204 }
    }),
  )
}

function changing(
  { db }: Api,
  call: WritingCall,
  work: (tx: Transaction) => Promise<Answer>,
): Promise<Answer> {
  return writeOnce(db, call, work, 'exclusive')
}

function numberOf(id: string): number {
  return Number(id.slice(id.indexOf('-') + 1))
}

/** A live definition by its name, its fully qualified name or its id. */
async function findDefinition(tx: Transaction, named: string): Promise<EventDefinition | undefined> {
  const live = (await listEventDefinitions(tx)).filter(({ archivedAt }) => archivedAt === null)
  return live.find(({ id, name }) => [id, name, qualifiedEventName(tx.accountId, name)].includes(named))
}

async function definitionNamed(tx: Transaction, named: string): Promise<EventDefinition> {
  const definition = await findDefinition(tx, named)
  if (definition) return definition
  throw new Problem('EVENT_TYPE_NOT_FOUND', `There is no event definition "${named.slice(0, 100)}".`, {
    field: 'eventName',
  })
}

function propertyNamed({ properties }: EventDefinition, name: string): DefinedEventProperty {
  const property = properties.find((candidate) => candidate.name === name)
  if (property) return property
  throw new Problem('PROPERTY_NOT_FOUND', `The event has no property "${name.slice(0, 100)}".`, {
    field: 'propertyName',
  })
}

/** Those that every event may have stay as they are. */
function changeable(property: DefinedEventProperty): DefinedEventProperty {
  if (property.archivable) return property
  throw new Problem('READ_ONLY_VALUE', `Every event may have "${property.name}": it stays.`, {
    field: 'propertyName',
  })
}

type PropertyToDefine = Call<typeof events.createProperty>['body']

function definedProperty({
  name,
  label,
  type,
  description,
  options,
}: PropertyToDefine): DefinedEventProperty {
  return {
    name: name ?? eventNameFrom(label),
    label,
    type,
    description,
    options: options.map(optionOf),
    archivable: true,
  }
}

function optionOf({ value, label }: { readonly value: string; readonly label: string }) {
  return { value, label }
}

async function showAll(tx: Transaction, definitions: readonly EventDefinition[]) {
  const { catalogue } = await definitionsOf(tx)
  return definitions.map((definition) =>
    showEventDefinition(tx.accountId, definition, catalogue.objectTypes.get(definition.objectTypeId)),
  )
}

async function show(tx: Transaction, definition: EventDefinition) {
  const [shown] = await showAll(tx, [definition])
  return shown
}
