// Whom an internal message is for: users, teams, and the owners that properties of the record name (A-NTE-2, A-NTI-2).
import { memberText } from '@millrace/filters'
import { type CanonicalValue, findProperty } from '@millrace/model'
import * as z from 'zod'
import type { PrepareContext } from '../action.js'
import type { Member } from '../crm.js'
import type { Findings } from '../prepare.js'
import type { Reference } from '../prepared.js'
import { findFetchedProperty } from '../values/find-fetched.js'
import { hasTokens } from '../values/tokens.js'
import type { ValueContext } from '../values/value-context.js'
import { readSlot } from '../values/value-slot.js'

const ids = z.array(z.union([z.string(), z.number()])).nullish()

export const peopleFields = {
  user_ids: ids,
  team_ids: ids,
  owner_properties: z.array(z.string()).nullish(),
}

export interface PeopleToTell {
  readonly reads: readonly string[]
  readonly references: readonly Reference[]
  of(member: Member): {
    readonly userIds: readonly number[]
    readonly teamIds: readonly number[]
    readonly ownerIds: readonly number[]
  }
}

type Fields = Readonly<Record<string, unknown>>

/** `others`: somebody else is meant, so that nobody here is no mistake. */
export function compilePeople(
  fields: Fields,
  context: PrepareContext,
  findings: Findings,
  others: boolean,
): PeopleToTell {
  const userIds = readIds(fields.user_ids, 'fields.user_ids', findings)
  const teamIds = readIds(fields.team_ids, 'fields.team_ids', findings)
  const owners = ownersIn(fields.owner_properties, { ...context, clearWhenEmpty: false, findings })
  const written = [fields.user_ids, fields.team_ids, fields.owner_properties]
  if (!others && written.every((people) => !Array.isArray(people) || people.length === 0))
    findings.missing('fields.user_ids', 'Who is to be told')
  return {
    reads: owners.flatMap(({ reads }) => reads),
    references: [
      ...userIds.map((id) => ({ kind: 'user', id: String(id), field: 'fields.user_ids' }) as const),
      ...teamIds.map((id) => ({ kind: 'team', id: String(id), field: 'fields.team_ids' }) as const),
    ],
    of: (member) => ({
      userIds,
      teamIds,
      ownerIds: [...new Set(owners.map((owner) => Number(owner.of(member))).filter(isId))],
    }),
  }
}

function readIds(written: unknown, field: string, findings: Findings): readonly number[] {
  if (!Array.isArray(written)) return []
  const numbers = written.map((id: unknown) => Number(memberText(id)))
  for (const [index, id] of numbers.entries())
    if (!isId(id)) findings.issue('WORKFLOW_INVALID', `${field}[${index}]`, 'This is not an id.')
  return [...new Set(numbers.filter(isId))]
}

function isId(id: number): boolean {
  return Number.isSafeInteger(id) && id > 0
}

interface Owner {
  readonly reads: readonly string[]
  of(member: Member): CanonicalValue | undefined
}

/** Names of properties of the enrolled record, or tokens of fetched ones (A-NTE-2: the owner of an associated record). */
function ownersIn(written: unknown, context: ValueContext): readonly Owner[] {
  if (!Array.isArray(written)) return []
  return written.flatMap((entry: unknown, index) => {
    const field = `fields.owner_properties[${index}]`
    const name = memberText(entry)
    return hasTokens(name) ? fetchedOwner(name, context, field) : ownOwner(name, context, field)
  })
}

function ownOwner(name: string, context: ValueContext, field: string): readonly Owner[] {
  if (findProperty(context.catalogue, context.objectTypeId, name))
    return [{ reads: [name], of: ({ record }) => record.value(name) }]
  context.findings.unknownProperty(field, name)
  return []
}

function fetchedOwner(propertyToken: string, context: ValueContext, field: string): readonly Owner[] {
  const slot = readSlot({ type: 'FETCHED_OBJECT_PROPERTY', propertyToken })
  if (slot?.type !== 'FETCHED_OBJECT_PROPERTY') {
    context.findings.issue('WORKFLOW_INVALID', field, 'A token here names a property of a fetched record.')
    return []
  }
  const fetched = findFetchedProperty(slot.path, context, field)
  return fetched ? [{ reads: [], of: (member) => fetched.of(member)?.value(fetched.property.name) }] : []
}
