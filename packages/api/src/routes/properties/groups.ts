import { Problem } from '@millrace/model'
import {
  archivePropertyGroup,
  createPropertyGroup,
  definitionsOf,
  listPropertyGroups,
  type Transaction,
  updatePropertyGroup,
} from '@millrace/store'
import { properties } from '../../contract/index.js'
import type { On } from '../../register.js'
import { writeOnce } from '../../write-once.js'
import type { Api } from '../api.js'
import { objectTypeOf } from '../objects/object-type.js'
import { showGroup } from './show-property.js'

export function groupRoutes(on: On, { db }: Api): void {
  on(properties.listGroups, ({ caller, params }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const groups = await listPropertyGroups(tx, await typeId(tx, params.objectType))
      return { status: 200, body: { results: groups.map(showGroup) } }
    }),
  )

  on(properties.readGroup, ({ caller, params }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const groups = await listPropertyGroups(tx, await typeId(tx, params.objectType))
      const group = groups.find(({ name }) => name === params.groupName)
      if (group) return { status: 200, body: showGroup(group) }
      throw new Problem('PROPERTY_NOT_FOUND', 'There is no such property group.', { field: 'groupName' })
    }),
  )

  on(properties.createGroup, (call) =>
    writeOnce(db, call, async (tx) => {
      const group = await createPropertyGroup(tx, await typeId(tx, call.params.objectType), call.body)
      return { status: 201, body: showGroup(group) }
    }),
  )

  on(properties.updateGroup, (call) =>
    writeOnce(db, call, async (tx) => {
      const { objectType, groupName } = call.params
      const { label, displayOrder } = call.body
      const change = {
        ...(label !== undefined && { label }),
        ...(displayOrder !== undefined && { displayOrder }),
      }
      const group = await updatePropertyGroup(tx, await typeId(tx, objectType), groupName, change)
      return { status: 200, body: showGroup(group) }
    }),
  )

  on(properties.archiveGroup, (call) =>
    writeOnce(db, call, async (tx) => {
      await archivePropertyGroup(tx, await typeId(tx, call.params.objectType), call.params.groupName)
      return { status: 204 }
    }),
  )
}

async function typeId(tx: Transaction, objectType: string): Promise<string> {
  return objectTypeOf(await definitionsOf(tx), objectType).id
}
