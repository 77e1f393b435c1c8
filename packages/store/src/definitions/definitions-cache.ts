// Definitions by (database, account, epoch): a hit costs no statement, and an epoch never changes its meaning.
import type { Catalogue, ObjectType, Property } from '@millrace/model'
import { settingsOf } from '../accounts/account-settings.js'
import type { Transaction } from '../database.js'
import { eventTypeOf } from '../events/event-definition.js'
import { outsideOptions, pipelinesOfStages } from '../properties/outside-options.js'
import { hasBumped } from './bump-epoch.js'
import { type CompiledLists, compileLists } from './compile-lists.js'
import { type CompiledRevisions, compilePublished } from './compile-published.js'
import { type Definitions, makeDefinitions } from './definitions.js'
import { readSchema, type SchemaRows } from './read-schema.js'

interface Entry {
  readonly definitions: Definitions
  /** What the catalogue was made from: the next epoch keeps the catalogue and its compiled workflows when it is the same. */
  readonly fingerprint: string
  readonly revisions: CompiledRevisions
  readonly lists: CompiledLists
}

/** Accounts kept a database, and epochs kept an account: one old epoch serves the readers that still hold it. */
const mostAccounts = 500
const mostEpochs = 2

const caches = new WeakMap<object, Map<number, Entry[]>>()

/** The account's definitions at this transaction's epoch. */
export async function definitionsOf(tx: Transaction): Promise<Definitions> {
  await tx.begun
  const entries = entriesOf(tx)
  const known = hasBumped(tx) ? undefined : entries.find((entry) => entry.definitions.epoch === tx.epoch)
  if (known) return known.definitions
  const entry = await load(tx, entries[0])
  if (!hasBumped(tx)) remember(tx, entry)
  return entry.definitions
}

async function load(tx: Transaction, previous: Entry | undefined): Promise<Entry> {
  const rows = await readSchema(tx)
  const fingerprint = JSON.stringify([
    rows.timeZone,
    rows.fiscalYearStartMonth,
    rows.settings,
    rows.objectTypes,
    rows.properties,
    rows.associationTypes,
    rows.owners,
    rows.pipelines,
    rows.actionDefinitions,
    rows.eventDefinitions,
  ])
  const unchanged = previous?.fingerprint === fingerprint ? previous : undefined
  const catalogue = unchanged
    ? { ...unchanged.definitions.catalogue, epoch: rows.epoch }
    : catalogueOf(tx.accountId, rows)
  const compiled = await compilePublished(tx, catalogue, rows.workflows, unchanged?.revisions)
  const lists = compileLists(catalogue, rows.lists, unchanged?.lists)
  const definitions = makeDefinitions(catalogue, { ...compiled, lists: [...lists.values()] })
  return { definitions, fingerprint, revisions: compiled.revisions, lists }
}

function catalogueOf(accountId: number, rows: SchemaRows): Catalogue {
  const objectTypes = new Map<string, ObjectType>(rows.objectTypes.map((type) => [type.id, type]))
  const properties = new Map<string, Map<string, Property>>(rows.objectTypes.map(({ id }) => [id, new Map()]))
  const optionsOf = outsideOptions(rows)
  for (const property of rows.properties) {
    const options = optionsOf(property)
    properties.get(property.objectTypeId)?.set(property.name, options ? { ...property, options } : property)
  }
  const { epoch, timeZone, fiscalYearStartMonth, associationTypes } = rows
  const actionDefinitions = new Map(rows.actionDefinitions.map((definition) => [definition.id, definition]))
  return {
    accountId,
    epoch,
    timeZone,
    fiscalYearStartMonth,
    settings: settingsOf(rows.settings),
    objectTypes,
    properties,
    associationTypes,
    pipelineOfStage: pipelinesOfStages(rows.pipelines),
    owners: rows.owners.map(({ archived, ...owner }) => ({ ...owner, active: !archived })),
    actionDefinitions,
    eventTypes: new Map(rows.eventDefinitions.map((event) => [event.id, eventTypeOf(accountId, event)])),
  }
}

function entriesOf(tx: Transaction): readonly Entry[] {
  return caches.get(tx.origin)?.get(tx.accountId) ?? []
}

/** Newest epoch first; the account asked last stands last, and the first one is forgotten when there are too many. */
function remember(tx: Transaction, entry: Entry): void {
  const accounts = caches.get(tx.origin) ?? new Map<number, Entry[]>()
  caches.set(tx.origin, accounts)
  const others = (accounts.get(tx.accountId) ?? []).filter(
    ({ definitions }) => definitions.epoch !== entry.definitions.epoch,
  )
  accounts.delete(tx.accountId)
  const entries = [entry, ...others].sort((a, b) => b.definitions.epoch - a.definitions.epoch)
  accounts.set(tx.accountId, entries.slice(0, mostEpochs))
  for (const accountId of accounts.keys()) {
    if (accounts.size <= mostAccounts) break
    accounts.delete(accountId)
  }
}
