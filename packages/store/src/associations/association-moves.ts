// What a change of associations is to the records at its ends, where a workflow waits for it (W-EVT-6, W-EVT-7).
import {
  associationAdded,
  associationLabelChanged,
  associationRemoved,
  type EventValues,
} from '@millrace/model'
import type { Definitions } from '../definitions/definitions.js'
import { knownTypes } from './known-types.js'
import type { ObjectTypes } from './rows-concerned.js'
import type { AssociationRow } from './write-associations.js'

/** Something that happened between a record and another one, told from its own side. */
export interface AssociationMove {
  readonly recordId: number
  readonly eventTypeId: string
  readonly properties: EventValues
}

interface Written {
  readonly added: readonly AssociationRow[]
  readonly removed: readonly AssociationRow[]
}

/** A label stands on an association: without the association itself coming or going, it is its label that changes. */
export function associationMoves(
  definitions: Definitions,
  objectTypes: ObjectTypes,
  written: Written,
): AssociationMove[] {
  if (!definitions.awaitsEvents) return []
  const typeOf = typesOfEnds(objectTypes, written)
  const types = knownTypes(definitions.catalogue)
  return pairsOf(written).flatMap(({ fromId, toId, added, removed }) => {
    const [from, to] = [typeOf(fromId), typeOf(toId)]
    const labelOf = (row: AssociationRow) => types.find(row, from, to)?.label ?? null
    const isPlain = (row: AssociationRow) => !types.unlabelled(from, to) || labelOf(row) === null
    const labels = (rows: readonly AssociationRow[]) => rows.flatMap((row) => labelOf(row) ?? []).join(';')
    const type = added.some(isPlain)
      ? associationAdded
      : removed.some(isPlain)
        ? associationRemoved
        : associationLabelChanged
    if (!definitions.isEventAwaited(from, type.id)) return []
    const ends = {
      hs_from_object_type_id: from,
      hs_from_object_id: fromId,
      hs_to_object_type_id: to,
      hs_to_object_id: toId,
    }
    const named = {
      hs_association_label: labels(type === associationRemoved ? removed : added),
      hs_previous_association_label: type === associationLabelChanged ? labels(removed) : '',
    }
    const told = Object.entries(named).filter(([, label]) => label !== '')
    return [{ recordId: fromId, eventTypeId: type.id, properties: { ...ends, ...Object.fromEntries(told) } }]
  })
}

/** Those that gave way are among the rows only. */
function typesOfEnds(objectTypes: ObjectTypes, { added, removed }: Written): (id: number) => string {
  const ends = new Map([...added, ...removed].map(({ toId, toObjectTypeId }) => [toId, toObjectTypeId]))
  return (id) => objectTypes.get(id) ?? ends.get(id) ?? ''
}

interface Pair {
  readonly fromId: number
  readonly toId: number
  readonly added: AssociationRow[]
  readonly removed: AssociationRow[]
}

function pairsOf(written: Written): Pair[] {
  const pairs = new Map<string, Pair>()
  for (const side of ['added', 'removed'] as const) {
    for (const row of written[side]) {
      const { fromId, toId } = row
      const key = `${fromId} ${toId}`
      const pair = pairs.get(key) ?? { fromId, toId, added: [], removed: [] }
      pairs.set(key, pair)
      pair[side].push(row)
    }
  }
  return [...pairs.values()]
}
