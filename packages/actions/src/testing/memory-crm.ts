// The world of a wave in memory: records that can be written, associated and created. Ports without a database.
import { recordOf } from '@millrace/filters'
import { type CanonicalValue, type Catalogue, sameValue } from '@millrace/model'
import type {
  AssociationSpec,
  CreateResult,
  Crm,
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
  NewRecord,
  NotifyRequest,
  NotifyResult,
  OneAssociated,
  SubscriptionChange,
  SubscriptionResult,
} from '../crm.js'
import { memoryCatalogue } from './memory-catalogue.js'

export interface MemoryRecord extends LiveRecord {
  /** Values as they are now, by name. */
  readonly values: Map<string, CanonicalValue>
  readonly links: { readonly spec: AssociationSpec; readonly record: MemoryRecord }[]
}

export interface MemoryRecordOptions {
  readonly id?: number
  readonly objectTypeId?: string
  readonly createdByWorkflowId?: number
  readonly createdByActionId?: string
}

let lastId = 1000

export function memoryRecord(
  values: Readonly<Record<string, CanonicalValue>> = {},
  options: MemoryRecordOptions = {},
): MemoryRecord {
  const held = new Map(Object.entries(values))
  const id = options.id ?? ++lastId
  return {
    ...recordOf({}, { id, objectTypeId: options.objectTypeId ?? '0-1' }),
    value: (name) => (name === 'hs_object_id' ? id : held.get(name)),
    createdByWorkflowId: options.createdByWorkflowId ?? null,
    createdByActionId: options.createdByActionId ?? null,
    values: held,
    links: [],
  }
}

export type ActionOutputs = Readonly<Record<string, Readonly<Record<string, CanonicalValue>>>>

export function memoryMember(record: LiveRecord, outputs: ActionOutputs = {}): Member {
  return {
    enrollmentId: record.id,
    record,
    visit: 1,
    output: (actionId, key) => outputs[actionId]?.[key],
    eventProperty: () => undefined,
  }
}

export interface MemoryCrmOptions {
  readonly now?: number
  readonly timeZone?: string
  readonly catalogue?: Catalogue
  /** Answers a creation; without it every one succeeds. */
  readonly onCreate?: (record: NewRecord) => CreateResult
  /** Records that `matching` looks through, in order of creation. */
  readonly records?: readonly MemoryRecord[]
  /** Answers a change of associations; without it every one succeeds. */
  readonly onChange?: (change: LinkChange) => LinkResult
  /** Answers an entry into another workflow; without it every one succeeds. */
  readonly onEntry?: (request: EntryRequest) => EntryResult
  /** Answers a change of a list; without it every one succeeds. */
  readonly onListChange?: (request: ListChange) => ListChangeResult
  /** Answers a notification; without it every user named by id is told. */
  readonly onNotify?: (request: NotifyRequest) => NotifyResult
  /** Addresses whose people opted out. */
  readonly optedOut?: readonly string[]
  /** Workflows that every record is in. */
  readonly activeIn?: readonly number[]
  /** Draws for a member; without it always 0.5. */
  readonly random?: (member: Member) => number
}

export class MemoryCrm implements Crm {
  readonly catalogue: Catalogue
  readonly now: number
  readonly timeZone: string
  readonly workflowId = 7
  readonly actionId = '3'
  /** Writes that changed something, in order. */
  readonly written: { recordId: number; name: string; value: CanonicalValue | null }[] = []
  readonly created: NewRecord[] = []
  readonly entries: EntryRequest[] = []
  readonly notified: NotifyRequest[] = []
  readonly subscriptions: SubscriptionChange[] = []
  readonly links: LinkChange[] = []
  readonly listChanges: ListChange[] = []
  /** Ids of records to delete. */
  readonly deleted: number[] = []
  readonly #records: readonly MemoryRecord[]
  readonly #onChange: (change: LinkChange) => LinkResult
  readonly #onListChange: (request: ListChange) => ListChangeResult
  readonly #onCreate: (record: NewRecord) => CreateResult
  readonly #onEntry: (request: EntryRequest) => EntryResult
  readonly #onNotify: (request: NotifyRequest) => NotifyResult
  readonly #optedOut: readonly string[]
  readonly #activeIn: readonly number[]
  readonly #random: (member: Member) => number

  constructor(options: MemoryCrmOptions = {}) {
    this.catalogue = options.catalogue ?? memoryCatalogue
    this.now = options.now ?? Date.UTC(2026, 10, 22, 12)
    this.timeZone = options.timeZone ?? this.catalogue.timeZone
    this.#optedOut = options.optedOut ?? []
    this.#onNotify = options.onNotify ?? (({ userIds }) => ({ notified: userIds, muted: [], unknown: 0 }))
    this.#onEntry = options.onEntry ?? (() => ({ ok: true, enrollmentId: ++lastId }))
    this.#onListChange = options.onListChange ?? (() => ({ ok: true, changed: true }))
    this.#activeIn = options.activeIn ?? []
    this.#random = options.random ?? (() => 0.5)
    this.#records = options.records ?? []
    this.#onChange = options.onChange ?? (() => ({ ok: true }))
    this.#onCreate = options.onCreate ?? (() => ({ ok: true, recordId: ++lastId }))
  }

  write(record: LiveRecord, property: { readonly name: string }, value: CanonicalValue | null): void {
    if (sameValue(record.value(property.name) ?? null, value)) return
    const { values } = record as MemoryRecord
    if (value === null) values.delete(property.name)
    else values.set(property.name, value)
    this.written.push({ recordId: record.id, name: property.name, value })
  }

  async createRecords(requests: readonly { readonly record: NewRecord }[]): Promise<readonly CreateResult[]> {
    return requests.map(({ record }) => {
      const result = this.#onCreate(record)
      if (result.ok) this.created.push(record)
      return result
    })
  }

  async associated(
    member: Member,
    spec: AssociationSpec,
    one?: OneAssociated,
  ): Promise<readonly LiveRecord[]> {
    const { links } = member.record as MemoryRecord
    const records = links
      .filter((link) => link.spec.typeId === spec.typeId && link.spec.category === spec.category)
      .map((link) => link.record)
    if (one === 'lowest id') records.sort((a, b) => a.id - b.id)
    if (one === undefined) return records
    return one === 'last' ? records.slice(-1) : records.slice(0, 1)
  }

  async matching(requests: readonly MatchRequest[]): Promise<readonly Matches[]> {
    return requests.map(({ member, property, value }) => {
      const found = this.#records.filter(
        (record) =>
          record.objectTypeId === property.objectTypeId &&
          record.id !== member.record.id &&
          sameValue(record.value(property.name) ?? null, value),
      )
      return { records: found.slice(0, 100), total: found.length }
    })
  }

  async changeAssociations(changes: readonly LinkChange[]): Promise<readonly LinkResult[]> {
    return changes.map((change) => {
      const result = this.#onChange(change)
      if (result.ok) this.links.push(change)
      return result
    })
  }

  deleteEnrolled({ record }: Member): void {
    this.deleted.push(record.id)
  }

  async enroll(requests: readonly EntryRequest[]): Promise<readonly EntryResult[]> {
    this.entries.push(...requests)
    return requests.map((request) => this.#onEntry(request))
  }

  async unenroll(
    requests: readonly { readonly member: Member; readonly workflowIds: readonly number[] | 'others' }[],
  ): Promise<readonly (readonly number[])[]> {
    return requests.map(({ workflowIds }) =>
      this.#activeIn.filter((id) =>
        workflowIds === 'others' ? id !== this.workflowId : workflowIds.includes(id),
      ),
    )
  }

  async changeLists(requests: readonly ListChange[]): Promise<readonly ListChangeResult[]> {
    this.listChanges.push(...requests)
    return requests.map((request) => this.#onListChange(request))
  }

  async notify(requests: readonly NotifyRequest[]): Promise<readonly NotifyResult[]> {
    return requests.map((request) => {
      const result = this.#onNotify(request)
      if (result.notified.length > 0) this.notified.push(request)
      return result
    })
  }

  async changeSubscriptions(changes: readonly SubscriptionChange[]): Promise<readonly SubscriptionResult[]> {
    return changes.map((change) => {
      const optedOut = change.subscribed && this.#optedOut.includes(change.address)
      if (!optedOut) this.subscriptions.push(change)
      return optedOut ? 'opted_out' : 'changed'
    })
  }

  random(member: Member): number {
    return this.#random(member)
  }

  lotOf(record: LiveRecord): number {
    return (record.id % 100) / 100
  }
}
