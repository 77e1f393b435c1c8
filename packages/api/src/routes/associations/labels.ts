import { type AssociationType, Problem } from '@millrace/model'
import {
  archiveLabel,
  associateObjectTypes,
  changeLabel,
  createLabel,
  type Definitions,
  separateObjectTypes,
} from '@millrace/store'
import { associationLabels, schemaAssociations } from '../../contract/index.js'
import type { Call, On } from '../../register.js'
import type { Api } from '../api.js'
import { changeDefinitions } from '../change-definitions.js'
import { objectTypeOf } from '../objects/object-type.js'
import { changing, reading } from './between-object-types.js'
import { authorizeEnds, endsOf } from './ends.js'

/** Labels, and which object types may be associated. Every change raises the account's definitions epoch. */
export function labelRoutes(on: On, api: Api): void {
  on(associationLabels.list, (call) =>
    reading(api, call, async (_tx, _ends, types) => ({
      status: 200,
      body: { results: types.map(showLabel) },
    })),
  )

  on(associationLabels.create, (call) =>
    changing(api, call, async (tx, definitions, { from, to }) => {
      const { label, inverseLabel, name } = call.body
      const made = await createLabel(tx, definitions, {
        from: from.id,
        to: to.id,
        label,
        ...(inverseLabel != null && { inverseLabel }),
        ...(name != null && { name }),
      })
      return { status: 200, body: { results: made.map(showLabel) } }
    }),
  )

  on(associationLabels.update, (call) =>
    changing(api, call, async (tx, definitions, { from, to }) => {
      const { associationTypeId: typeId, label, inverseLabel } = call.body
      const change = { from: from.id, to: to.id, typeId, label }
      await changeLabel(tx, definitions, inverseLabel == null ? change : { ...change, inverseLabel })
      return { status: 204 }
    }),
  )

  on(associationLabels.archive, async (call) => {
    authorizeEnds(call)
    const typeId = typeIdOf(call.params.associationTypeId)
    return changeDefinitions(api, call, async (tx, definitions) => {
      const { from, to } = endsOf(definitions, call.params)
      await archiveLabel(tx, definitions, { from: from.id, to: to.id, typeId })
      return { status: 204 }
    })
  })

  on(schemaAssociations.create, (call) => {
    authorizeNamed(call)
    return changeDefinitions(api, call, async (tx, definitions) => {
      const { from, to } = namedEnds(definitions, call)
      const { typeId, fromObjectTypeId, toObjectTypeId, name } = await associateObjectTypes(
        tx,
        definitions,
        from.id,
        to.id,
      )
      return { status: 201, body: { id: String(typeId), fromObjectTypeId, toObjectTypeId, name } }
    })
  })

  on(schemaAssociations.archive, (call) =>
    changeDefinitions(api, call, async (tx, definitions) => {
      const { objectType, associationIdentifier: named } = call.params
      const { id } = objectTypeOf(definitions, objectType)
      const type = definitions.catalogue.associationTypes.find(
        ({ typeId, name, fromObjectTypeId, toObjectTypeId, category }) =>
          category === 'HUBSPOT_DEFINED' &&
          (String(typeId) === named || name === named) &&
          [fromObjectTypeId, toObjectTypeId].includes(id),
      )
      if (type) await separateObjectTypes(tx, definitions, type)
      return { status: 204 }
    }),
  )
}

export function showLabel({ category, typeId, label }: AssociationType) {
  return { category, typeId, label }
}

function typeIdOf(text: string): number {
  if (/^[1-9]\d{0,9}$/.test(text) && Number(text) <= 2_147_483_647) return Number(text)
  throw new Problem('INVALID_PATH', 'An association type is a whole number.', { field: 'associationTypeId' })
}

type SchemaCall = Call<typeof schemaAssociations.create>

function authorizeNamed({ authorize, body }: SchemaCall): void {
  authorize(body.fromObjectTypeId)
  authorize(body.toObjectTypeId)
}

/** The object of the path is one of the two. */
function namedEnds(definitions: Definitions, { params, body }: SchemaCall) {
  const from = objectTypeOf(definitions, body.fromObjectTypeId)
  const to = objectTypeOf(definitions, body.toObjectTypeId)
  const { id } = objectTypeOf(definitions, params.objectType)
  if (from.id === id || to.id === id) return { from, to }
  throw new Problem('INVALID_BODY', 'Neither end is the object that the path names.', {
    field: 'fromObjectTypeId',
  })
}
