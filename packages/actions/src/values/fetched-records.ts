// What one node reads of the records that its flow fetches: found while it is prepared, fetched before each run.
import { mergeReads, type Reads } from '@millrace/filters'
import { type Catalogue, findProperty, type Property } from '@millrace/model'
import type { Crm, LiveRecord, Member } from '../crm.js'
import { type Findings, propertyReads } from '../prepare.js'
import type { Prepared } from '../prepared.js'
import { type DataSource, type DataSources, firstOf } from './data-sources.js'

/** What a path is looked up in, and where it is told that it leads nowhere. */
interface Lookup {
  readonly catalogue: Catalogue
  readonly findings: Findings
}

export interface FetchedProperty {
  /** null: the record itself is meant, by its id. */
  readonly property: Property | null
  of(member: Member): LiveRecord | undefined
}

interface Fetched {
  readonly source: DataSource
  readonly names: Set<string>
  /** Who has which record in the run that goes on. */
  readonly records: WeakMap<Member, LiveRecord>
}

export class FetchedRecords {
  readonly #used = new Map<string, Fetched>()

  constructor(private readonly sources: DataSources) {}

  /** `<source>.<property>`, or the source alone; null with what is wrong noted. */
  find(path: string, { catalogue, findings }: Lookup, field: string): FetchedProperty | null {
    const dot = path.indexOf('.')
    const [name, propertyName] = dot < 0 ? [path, null] : [path.slice(0, dot), path.slice(dot + 1)]
    const source = this.sources.get(name) ?? `The flow has no data source "${name}".`
    if (typeof source === 'string') {
      findings.issue('UNSUPPORTED_ACTION', field, source)
      return null
    }
    const { toObjectTypeId } = source.type
    const property = propertyName === null ? null : findProperty(catalogue, toObjectTypeId, propertyName)
    if (property === undefined) {
      findings.unknownProperty(field, propertyName ?? '')
      return null
    }
    const { names, records } = this.#use(name, source)
    if (property) names.add(property.name)
    return { property, of: (member) => records.get(member) }
  }

  #use(name: string, source: DataSource): Fetched {
    const used = this.#used.get(name) ?? { source, names: new Set(), records: new WeakMap() }
    this.#used.set(name, used)
    return used
  }

  /** The same step, with what it reads fetched first: locked with the wave, as it is after the steps before. */
  before(prepared: Prepared): Prepared {
    const used = [...this.#used.values()]
    if (used.length === 0) return prepared
    return {
      ...prepared,
      reads: mergeReads(prepared.reads, ...used.map(readsOf)),
      run: async (members, crm) => {
        for (const fetched of used) await fetchFor(fetched, members, crm)
        return prepared.run(members, crm)
      },
    }
  }
}

function readsOf({ source: { type, taken }, names }: Fetched): Reads {
  const reads = propertyReads(typeof taken === 'string' ? names : [...names, taken.property.name])
  const { category, typeId, toObjectTypeId: objectTypeId } = type
  return { ...propertyReads([]), associations: [{ objectTypeId, category, typeId, reads }] }
}

async function fetchFor({ source, records }: Fetched, members: readonly Member[], crm: Crm): Promise<void> {
  const { category, typeId } = source.type
  const { taken } = source
  await Promise.all(
    members.map(async (member) => {
      const record =
        typeof taken === 'string'
          ? (await crm.associated(member, { category, typeId }, taken))[0]
          : firstOf(taken, await crm.associated(member, { category, typeId }))
      if (record) records.set(member, record)
      else records.delete(member)
    }),
  )
}
