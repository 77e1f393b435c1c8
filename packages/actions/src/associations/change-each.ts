// Changing associations of everyone who stands at a step: what all association actions have in common.
import type { AssociationType } from '@millrace/model'
import type { Crm, LinkChange, LinkResult, Member } from '../crm.js'
import type { Outcome } from '../outcome.js'
import type { Prepared } from '../prepared.js'
import { mostAssociatedRecords } from './most-associated-records.js'
import type { Found, Targets } from './targets.js'

export interface Relinking {
  readonly targets: Targets
  readonly set: readonly AssociationType[]
  readonly remove: LinkChange['remove']
}

export function relinking(work: Relinking): Prepared {
  return {
    reads: work.targets.reads,
    writes: new Set(),
    run: (members, crm) => changeEach(work, members, crm),
  }
}

/** Two immediate port calls for the whole group; one outcome a member, in order. */
async function changeEach(
  { targets, set, remove }: Relinking,
  members: readonly Member[],
  crm: Crm,
): Promise<readonly Outcome[]> {
  const found = await targets.find(members, crm)
  const plans = members.map((member, index) => plan(member, found[index], set))
  const changes = plans.flatMap(({ member, records }) =>
    records.map(({ id }) => ({ member, toRecordId: id, set: set.map(specOf), remove })),
  )
  const results = changes.length === 0 ? [] : await crm.changeAssociations(changes)
  let next = 0
  return plans.map(({ outcome, records, total }) => {
    const own = results.slice(next, next + records.length)
    next += records.length
    return outcome ?? outcomeOf(own, records.length, total)
  })
}

interface Plan extends Found {
  readonly member: Member
  /** Decided before anything was asked. */
  readonly outcome: Outcome | null
}

function plan(member: Member, found: Found | undefined, set: readonly AssociationType[]): Plan {
  const { records = [], total = 0 } = found ?? {}
  const outcome = found?.refusal ?? refusal(records.length, set)
  return { member, records: outcome ? [] : records, total, outcome }
}

/** Nobody to associate with, too many to touch (A-EDR-23), or more than may have the label at once (A-ASC-7). */
function refusal(count: number, set: readonly AssociationType[]): Outcome | null {
  if (count === 0) return { kind: 'skipped', code: 'no_matching_record' }
  if (count > mostAssociatedRecords)
    return { kind: 'failed', code: 'too_many_associated_records', detail: { count } }
  const limited = set.find(({ maxPerRecord }) => maxPerRecord !== null && maxPerRecord < count)
  if (!limited) return null
  const reason = `"${limited.label}" may be set for ${limited.maxPerRecord} record, and ${count} match.`
  return { kind: 'failed', code: 'association_limit', detail: { reason, count } }
}

function specOf({ category, typeId }: AssociationType) {
  return { category, typeId }
}

/** What could be changed is changed; one refusal makes it a failure (A-EDR-20, A-ASC-7). */
function outcomeOf(results: readonly LinkResult[], changed: number, total: number): Outcome {
  const problems = results.flatMap((result) => (result.ok ? [] : [result.problem]))
  const [first] = problems
  if (first)
    return {
      kind: 'failed',
      code: first.code === 'ASSOCIATION_LIMIT' ? 'association_limit' : 'not_associated',
      detail: { reason: first.message, refused: problems.length, changed: changed - problems.length },
    }
  if (total === changed) return { kind: 'succeeded' }
  return { kind: 'succeeded', code: 'first_associated', detail: { changed, total } }
}
