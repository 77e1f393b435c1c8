// What tests of waves begin with: an engine without a worker around it, and a workflow that is on.
import { type Flow, parseFlow } from '@millrace/definitions'
import {
  bumpEpoch,
  createWorkflow,
  type Database,
  definitionsOf,
  loadRecords,
  lockRecords,
  markPublished,
} from '@millrace/store'
import type { Engine, Waker } from '../engine.js'
import { type EnrollResult, enroll } from '../enroll/enroll.js'
import type { Faults } from '../faults.js'

const nobodyToWake: Waker = { wake() {}, async close() {} }

let slots = 0

/** A wave carries everybody as far as they go, however slow the machine is: tests say how many waves there are. */
const longestRun = 60_000

/** One slot of a worker of its own. */
export function anEngine(db: Database, faults?: Faults): Engine {
  const slot = ++slots
  const workerId = `00000000-0000-4000-8000-${String(slot).padStart(12, '0')}`
  return { db, waker: nobodyToWake, workerId, slot, longestRun, ...(faults && { faults }) }
}

/** Members of a flow document that say nothing here. */
const plain = {
  type: 'CONTACT_FLOW',
  objectTypeId: '0-1',
  flowType: 'WORKFLOW',
  isEnabled: false,
  timeWindows: [],
  blockedDates: [],
  dataSources: [],
  customProperties: {},
  suppressionListIds: [],
  canEnrollFromSalesforce: false,
  enrollmentCriteria: { type: 'MANUAL', shouldReEnroll: false },
}

export function aFlow(members: Readonly<Record<string, unknown>>): Flow {
  const parsed = parseFlow({ ...plain, name: 'Test', ...members })
  if (!parsed.ok) throw parsed.problems[0]
  return parsed.flow
}

/** Stores a flow and turns it on; its id. */
export function aPublishedWorkflow(db: Database, accountId: number, flow: Flow): Promise<number> {
  return db.withAccount(accountId, 'exclusive', async (tx) => {
    const { id, revisionId } = await createWorkflow(tx, flow)
    const enabledEpoch = await bumpEpoch(tx)
    await markPublished(tx, id, revisionId, { enabledAt: Date.now(), enabledEpoch })
    return id
  })
}

/** Enrolls records by hand. */
export function enrollAll(
  db: Database,
  accountId: number,
  workflowId: number,
  recordIds: readonly number[],
): Promise<EnrollResult[]> {
  return db.withAccount(accountId, 'shared', async (tx) => {
    const definitions = await definitionsOf(tx)
    const workflow = definitions.workflows.get(workflowId)
    if (!workflow) throw new Error(`workflow ${workflowId} was never published`)
    const locked = await lockRecords(tx, recordIds)
    const records = await loadRecords(tx, definitions, locked, workflow.compiled.watches)
    const requests = [...records.values()].map((record) => ({
      workflow,
      record,
      source: { type: 'MANUAL', tokenId: null } as const,
      chain: [],
      lane: 'bulk' as const,
    }))
    return enroll(tx, definitions, requests, Date.now())
  })
}

export const setProperty = (actionId: string, property: string, staticValue: string, next?: string) => ({
  actionId,
  type: 'SINGLE_CONNECTION',
  actionTypeId: '0-5',
  actionTypeVersion: 0,
  fields: { property_name: property, value: { type: 'STATIC_VALUE', staticValue } },
  ...(next !== undefined && { connection: { edgeType: 'STANDARD', nextActionId: next } }),
})
