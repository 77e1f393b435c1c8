// Whom an internal message is for: users, teams, and the owners that properties of the record name (A-NTE-2, A-NTI-2).
import { memberText } from '@millrace/filters'
import { findProperty } from '@millrace/model'
import * as z from 'zod'
import type { PrepareContext, Reference } from '../action.js'
import type { Member } from '../crm.js'
import type { Findings } from '../prepare.js'

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
  const reads = ownerProperties(fields.owner_properties, context, findings)
  if (userIds.length + teamIds.length + reads.length === 0 && !others)
    findings.missing('fields.user_ids', 'Who is to be told')
  return {
    reads,
    references: [
      ...userIds.map((id) => ({ kind: 'user', id: String(id), field: 'fields.user_ids' }) as const),
      ...teamIds.map((id) => ({ kind: 'team', id: String(id), field: 'fields.team_ids' }) as const),
    ],
    of: ({ record }) => ({
      userIds,
      teamIds,
      ownerIds: [...new Set(reads.map((name) => Number(record.value(name))).filter(isId))],
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

function ownerProperties(written: unknown, context: PrepareContext, findings: Findings): readonly string[] {
  if (!Array.isArray(written)) return []
  return written.filter((name: unknown, index): name is string => {
    if (typeof name === 'string' && findProperty(context.catalogue, context.objectTypeId, name)) return true
    findings.issue(
      'PROPERTY_DOESNT_EXIST',
      `fields.owner_properties[${index}]`,
      `Property "${memberText(name)}" does not exist.`,
    )
    return false
  })
}
