// The two ends of an association as a path and a body name them.
import { type ObjectType, Problem, parseId } from '@millrace/model'
import { type Definitions, resolveRecords, type Transaction } from '@millrace/store'
import type { Call } from '../../register.js'
import { objectTypeOf } from '../objects/object-type.js'

export interface Ends {
  readonly from: ObjectType
  readonly to: ObjectType
}

type Params = { readonly objectType: string; readonly toObjectType: string }

/** Whoever may see one end only may not learn of the other. Problem: MISSING_SCOPES. */
export function authorizeEnds(call: Pick<Call, 'authorize'> & { readonly params: Params }): void {
  call.authorize(call.params.toObjectType)
}

/** Problem: OBJECT_TYPE_NOT_FOUND. */
export function endsOf(definitions: Definitions, { objectType, toObjectType }: Params): Ends {
  return { from: objectTypeOf(definitions, objectType), to: objectTypeOf(definitions, toObjectType) }
}

/** From an id as written to the record it stands for; undefined where there is none of that type. */
export async function recordsOf(
  tx: Transaction,
  type: ObjectType,
  ids: readonly string[],
): Promise<(id: string) => number | undefined> {
  const wanted = [...new Set(ids.map(parseId).filter((id) => id !== undefined))]
  const found = await resolveRecords(tx, type.id, wanted)
  return (id) => found.get(parseId(id) ?? 0)
}

export function recordNotFound({ labels }: ObjectType, id: string): Problem {
  const shown = id.slice(0, 200)
  return new Problem('RECORD_NOT_FOUND', `There is no ${labels.singular.toLowerCase()} ${shown}.`, {
    context: { ids: [shown] },
  })
}
