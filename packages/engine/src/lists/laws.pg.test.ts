// The law of active lists: once everything was looked at, who is in a list is whoever meets its filter, however writes of
// records, associations and lists, builds, looks and changes of the filter fell together.
import {
  associate,
  changeMembers,
  createList,
  type Database,
  type DatedMeta,
  definitionsOf,
  disassociate,
  foldListSizes,
  loadRecords,
  readClock,
  readList,
  writeRecords,
} from '@millrace/store'
import { anAccount, records, type TestDatabase, testDatabase } from '@millrace/store/testing'
import fc from 'fast-check'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { audit } from '../audit/audit.js'
import { deleteRecords } from '../crm/delete-records.js'
import { drained, looked } from '../testing/drained.js'
import { all, anyGroup, associated, isEqualTo } from '../testing/engine-criteria.js'
import { anEngine } from '../testing/engine-fixture.js'
import { addList, changeListFilter } from './manage-lists.js'

let testing: TestDatabase
let db: Database
beforeAll(async () => {
  testing = await testDatabase()
  db = testing.db
})
afterAll(() => testing.close())

const meta: DatedMeta = {
  source: { type: 'API' },
  chain: [],
  lane: 'interactive',
  at: Date.now(),
}
const london = isEqualTo('city', 'London')
const titled = isEqualTo('jobtitle', 'Poet')
const inList = (listId: number, operator = 'IN_LIST') => ({
  filterType: 'IN_LIST',
  operator,
  listId: String(listId),
})
const withCompany = (...filters: readonly Readonly<Record<string, unknown>>[]) => ({
  ...all(),
  filterBranches: [associated('0-2', 279, ...filters)],
})

/** Lists that are there from the beginning: put in by hand, contacts of London, companies of London. */
interface Known {
  readonly byHand: number
  readonly londoners: number
  readonly firms: number
}

const groups: Readonly<Record<string, (known: Known) => Readonly<Record<string, unknown>>>> = {
  own: () => all(london),
  both: () => all(london, titled),
  byHand: ({ byHand }) => all(inList(byHand)),
  notByHand: ({ byHand }) => all(inList(byHand, 'NOT_IN_LIST'), london),
  nested: ({ londoners }) => all(inList(londoners), titled),
  notNested: ({ londoners }) => all(inList(londoners, 'NOT_IN_LIST')),
  company: () => withCompany(london),
  companyInList: ({ firms }) => withCompany(inList(firms)),
  anyCompany: () => withCompany(isEqualTo('city', 'Paris')),
}
const criteria = fc.uniqueArray(fc.constantFrom(...Object.keys(groups)), { minLength: 1, maxLength: 3 })

const people = 4
const firms = 2
const city = fc.constantFrom('London', 'Paris', null)
const person = fc.nat(people - 1)
const firm = fc.nat(firms - 1)
const deed = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('person' as const),
      person,
      city,
      jobtitle: fc.constantFrom('Poet', null),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('firm' as const), firm, city }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('link' as const), person, firm, on: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('byHand' as const), person, on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('create' as const), city }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), person }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('filter' as const), criteria }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('fold' as const) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('look' as const) }) },
)
type Deed = typeof deed extends fc.Arbitrary<infer D> ? D : never

const cases = fc.record({
  criteria,
  cities: fc.array(city, { minLength: people, maxLength: people }),
  // Each inner list is done at the same time, on connections of their own.
  rounds: fc.array(fc.array(deed, { minLength: 1, maxLength: 4 }), { maxLength: 10 }),
})

const filterOf = (names: readonly string[], known: Known) =>
  anyGroup(...names.map((name) => groups[name]?.(known) ?? {}))

interface Ground extends Known {
  readonly accountId: number
  readonly people: readonly number[]
  readonly firmIds: readonly number[]
  readonly list: number
}

async function ground({
  criteria,
  cities,
}: {
  criteria: readonly string[]
  cities: readonly (string | null)[]
}): Promise<Ground> {
  const accountId = await anAccount(db)
  const people = await records(
    db,
    accountId,
    '0-1',
    cities.map((city) => ({ city })),
  )
  const firmIds = await records(
    db,
    accountId,
    '0-2',
    Array.from({ length: firms }, () => ({ city: 'London' })),
  )
  return db.withAccount(accountId, 'exclusive', async (tx) => {
    const make = async (name: string, objectTypeId: string, filter: object) =>
      addList(tx, await definitionsOf(tx), { objectTypeId, name, processingType: 'DYNAMIC', filter })
    const known = {
      byHand: await createList(tx, { objectTypeId: '0-1', name: 'By hand', processingType: 'MANUAL' }),
      londoners: await make('Londoners', '0-1', anyGroup(all(london))),
      firms: await make('Firms', '0-2', anyGroup(all(london))),
    }
    return {
      accountId,
      people,
      firmIds,
      ...known,
      list: await make('Tried', '0-1', filterOf(criteria, known)),
    }
  })
}

function act(given: Ground, one: Deed): Promise<unknown> {
  const { accountId } = given
  const id = 'person' in one ? (given.people[one.person] ?? 0) : 0
  const writing = (
    work: Parameters<typeof db.withAccount<unknown>>[2],
    mode: 'shared' | 'exclusive' = 'shared',
  ) => db.withAccount(accountId, mode, work)
  const gone = (error: unknown) => {
    if ((error as { code?: string }).code !== 'RECORD_NOT_FOUND') throw error
  }
  const write = (objectTypeId: string, recordId: number | undefined, values: Record<string, string | null>) =>
    writing(async (tx) =>
      writeRecords(tx, await definitionsOf(tx), meta, [
        { objectTypeId, values, ...(recordId !== undefined && { recordId }) },
      ]),
    ).catch(gone)
  switch (one.kind) {
    case 'person':
      return write('0-1', id, { city: one.city, jobtitle: one.jobtitle })
    case 'firm':
      return write('0-2', given.firmIds[one.firm], { city: one.city })
    case 'create':
      return write('0-1', undefined, { city: one.city })
    case 'link': {
      const spec = {
        fromId: id,
        toId: given.firmIds[one.firm] ?? 0,
        category: 'HUBSPOT_DEFINED',
        typeId: 279,
      }
      const change = one.on ? associate : disassociate
      return writing(async (tx) => change(tx, await definitionsOf(tx), meta, [spec])).catch(gone)
    }
    case 'byHand':
      return writing(async (tx) =>
        changeMembers(
          tx,
          await definitionsOf(tx),
          meta,
          given.byHand,
          one.on ? { add: [id] } : { remove: [id] },
        ),
      )
    case 'delete':
      return writing(async (tx) => deleteRecords(tx, await definitionsOf(tx), [id], meta))
    case 'filter':
      return writing(
        async (tx) =>
          changeListFilter(
            tx,
            await definitionsOf(tx),
            await readList(tx, given.list),
            filterOf(one.criteria, given),
          ),
        'exclusive',
      )
    case 'fold':
      return writing((tx) => foldListSizes(tx, 3))
    case 'look':
      return Promise.all([0, 1].map((slot) => looked({ ...anEngine(db), slot }, accountId)))
  }
}

/** Who meets each filter, in memory and with the group; and who is stored. */
function standing({ accountId }: Ground) {
  return db.withAccount(accountId, 'read', async (tx) => {
    const definitions = await definitionsOf(tx)
    const now = await readClock(tx)
    const wanted: string[] = []
    for (const { listId, objectTypeId, filter } of definitions.lists.values()) {
      const ids = await tx.query<{ id: number }>(sql`
        SELECT id FROM records WHERE account_id = ${accountId} AND object_type_id = ${objectTypeId} AND deleted_at IS NULL`)
      const loaded = await loadRecords(
        tx,
        definitions,
        ids.map(({ id }) => id),
        filter.reads,
      )
      for (const record of loaded.values()) {
        const group = filter.matchedGroup(record, now)
        if (group !== null) wanted.push(`list ${listId} record ${record.id} group ${group}`)
      }
    }
    const rows = await tx.query<{ text: string }>(sql`
      SELECT 'list ' || m.list_id || ' record ' || m.record_id || ' group ' || m.matched_group AS text
      FROM list_members m JOIN lists l ON l.account_id = m.account_id AND l.id = m.list_id
      WHERE m.account_id = ${accountId} AND l.processing_type = 'DYNAMIC'`)
    return { found: rows.map(({ text }) => text).sort(), wanted: wanted.sort() }
  })
}

test('engine.md 3 who is in an active list is who meets its filter, once everything was looked at', {
  timeout: 180_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (one) => {
      const given = await ground(one)
      for (const round of one.rounds) await Promise.all(round.map((each) => act(given, each)))
      await drained(anEngine(db), given.accountId)
      const { found, wanted } = await standing(given)
      expect(found).toEqual(wanted)
      expect(await audit(db, given.accountId)).toEqual([])
    }),
    { numRuns: Number(process.env.MILLRACE_LAW_RUNS ?? 25) },
  )
})
