import type {
  AssociationSpec,
  CreateResult,
  EntryRequest,
  EntryResult,
  LinkChange,
  LinkResult,
  ListChange,
  ListChangeResult,
  LiveRecord,
  Matches,
  MatchRequest,
  Member,
  NotifyRequest,
  NotifyResult,
  OneAssociated,
  SubscriptionChange,
  SubscriptionResult,
} from '@millrace/actions'
import type { CompiledWorkflow, Step } from '@millrace/definitions'
import type { CanonicalValue, Catalogue, Property } from '@millrace/model'
import { PortFailure, Postponed, type RefusedWrites, TooManyAssociated, type WaveCrm } from '../run/wave.js'
import type { WaveMember } from '../run/wave-member.js'
import { type Author, WorkingRecord } from '../run/working-record.js'
import { BoundRecord } from './bound-record.js'
import { causeOf } from './cause-of.js'
import { changeLinks, lockGivingWay, objectTypesIn } from './change-links.js'
import { changeLists } from './change-lists.js'
import { changeSubscriptions } from './change-subscriptions.js'
import { type CreateRequest, createRecords, lockForNew } from './create-records.js'
import { awaitDepartures, enterWorkflows } from './enter-workflows.js'
import { fractionOf } from './hash.js'
import { leaveWorkflows } from './leave-workflows.js'
import { type Associated, lockAssociated } from './lock-associated.js'
import { lockMatching } from './lock-matching.js'
import { notifyUsers } from './notify-users.js'
import { takeUniqueValues, type UniqueWrite } from './unique-writes.js'
import type { AskingStep, WaveScope } from './wave-scope.js'

/** The real ports of one step: what its action may ask of the world, for the members standing at it. */
export class WavePorts implements WaveCrm, AskingStep {
  readonly catalogue: Catalogue
  readonly now: number
  readonly timeZone: string
  readonly workflowId: number
  readonly actionId: string
  irrevocable = false
  readonly #uniqueWrites: (UniqueWrite & { readonly author: WaveMember })[] = []
  readonly #associated = new Map<string, Promise<ReadonlyMap<number, Associated>>>()

  constructor(
    readonly scope: WaveScope,
    readonly workflow: CompiledWorkflow,
    readonly step: Step,
    readonly members: readonly WaveMember[],
  ) {
    this.catalogue = scope.definitions.catalogue
    this.now = scope.work.now
    this.timeZone = workflow.timeZone
    this.workflowId = workflow.workflowId
    this.actionId = step.actionId
  }

  write(target: LiveRecord, property: Property, value: CanonicalValue | null): void {
    const { record, author } = bound(target)
    if (property.hasUniqueValue) {
      const before = record.value(property.name) ?? null
      this.#uniqueWrites.push({ author: this.#memberOf(author), record, property, before, after: value })
    }
    this.scope.work.write(author, this.actionId, record, property.name, value)
  }

  /** What broke off never got here: its writes are undone, and must not be asked for. */
  refusedWrites(): Promise<RefusedWrites> | null {
    if (this.#uniqueWrites.length === 0) return null
    const byDue = this.#uniqueWrites.sort(
      ({ author: a }, { author: b }) => a.claimed.dueAt - b.claimed.dueAt || a.enrollmentId - b.enrollmentId,
    )
    return this.#asked(takeUniqueValues(this.scope, byDue))
  }

  async createRecords(requests: readonly CreateRequest[]): Promise<readonly CreateResult[]> {
    await this.#asked(lockForNew(this.scope, this, requests))
    this.irrevocable = true
    return this.#asked(createRecords(this.scope, this, requests))
  }

  async matching(requests: readonly MatchRequest[]): Promise<readonly Matches[]> {
    const found = await this.#asked(lockMatching(this.scope, this.members, requests))
    return found.map(({ records, total }, index) => {
      const author = this.#memberOf(requests[index]?.member ?? { enrollmentId: 0 })
      return { records: records.map((record) => new BoundRecord(record, author)), total }
    })
  }

  async changeAssociations(changes: readonly LinkChange[]): Promise<readonly LinkResult[]> {
    const writes = changes.map(({ member, toRecordId, set, remove }) => ({
      member,
      cause: causeOf(this, member),
      fromId: member.record.id,
      toId: toRecordId,
      set,
      remove,
    }))
    const types = objectTypesIn(
      this.scope,
      writes.flatMap(({ fromId, toId }) => [fromId, toId]),
    )
    await this.#asked(lockGivingWay(this.scope, types, writes))
    this.irrevocable = true
    const refused = await this.#asked(changeLinks(this.scope, types, writes))
    return refused.map((problem) => (problem ? { ok: false, problem } : { ok: true }))
  }

  /** Everything else of this wave happens first: the record ends when it settles. */
  deleteEnrolled(member: Member): void {
    this.scope.work.doomed.set(member.record.id, causeOf(this, member))
  }

  /** Asked for one member, looked up for all: one set of statements for the group. */
  async associated(
    member: Member,
    spec: AssociationSpec,
    one?: OneAssociated,
  ): Promise<readonly LiveRecord[]> {
    const key = `${spec.category} ${spec.typeId} ${one ?? ''}`
    let looking = this.#associated.get(key)
    if (!looking) {
      looking = this.#asked(lockAssociated(this.scope, this.workflow.objectTypeId, this.members, spec, one))
      this.#associated.set(key, looking)
    }
    const found = await looking
    const held = this.members.filter(({ record }) => found.get(record.id) === null)
    if (held.length > 0) throw new Postponed(...held)
    const records = found.get(member.record.id)
    if (typeof records === 'number') throw new TooManyAssociated(records)
    const author = this.#memberOf(member)
    return (records ?? []).map((record) => new BoundRecord(record, author))
  }

  async changeLists(requests: readonly ListChange[]): Promise<readonly ListChangeResult[]> {
    this.irrevocable = true
    return this.#asked(changeLists(this.scope, this, requests))
  }

  askGuardsOf(member: Member): void {
    this.#memberOf(member).guardsDue = true
  }

  async notify(requests: readonly NotifyRequest[]): Promise<readonly NotifyResult[]> {
    this.irrevocable = true
    return this.#asked(notifyUsers(this.scope.tx, this, requests))
  }

  async changeSubscriptions(changes: readonly SubscriptionChange[]): Promise<readonly SubscriptionResult[]> {
    this.irrevocable = true
    return this.#asked(changeSubscriptions(this.scope, this, changes))
  }

  async enroll(requests: readonly EntryRequest[]): Promise<readonly EntryResult[]> {
    awaitDepartures(this.scope, requests)
    this.irrevocable = true
    const asked = requests.map((request) => ({ request, member: this.#memberOf(request.member) }))
    return this.#asked(enterWorkflows(this.scope, this.actionId, asked))
  }

  unenroll(
    requests: readonly { readonly member: Member; readonly workflowIds: readonly number[] | 'others' }[],
  ): Promise<readonly (readonly number[])[]> {
    this.irrevocable = true
    const asked = requests.map(({ member, workflowIds }) => ({ member: this.#memberOf(member), workflowIds }))
    return this.#asked(leaveWorkflows(this.scope, asked))
  }

  random(member: Member, purpose: string): number {
    return fractionOf(member.enrollmentId, this.actionId, member.visit, purpose)
  }

  lotOf(record: LiveRecord, purpose: string): number {
    return fractionOf('record', record.id, this.workflowId, this.actionId, purpose)
  }

  #memberOf({ enrollmentId }: Pick<Member, 'enrollmentId'>): WaveMember {
    const member = this.members.find((known) => known.enrollmentId === enrollmentId)
    if (!member) throw new Error(`enrollment ${enrollmentId} does not stand at this step`)
    return member
  }

  async #asked<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer
    } catch (error) {
      if (error instanceof Postponed) throw error
      throw new PortFailure(error instanceof Error ? error.message : String(error), { cause: error })
    }
  }
}

function bound(target: LiveRecord): { record: WorkingRecord; author: Author } {
  if (target instanceof BoundRecord) return target
  if (target instanceof WorkingRecord && target.holder) return { record: target, author: target.holder }
  throw new Error(`record ${target.id} is not one this step was given to write`)
}
