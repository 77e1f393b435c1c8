// A wave without a database: workflows of steps that a test makes up, records in memory, a moment of its choice.
import type { Action, LiveRecord, Member, Outcome } from '@millrace/actions'
import type { CompiledWorkflow, Step } from '@millrace/definitions'
import { emptyReads } from '@millrace/filters'
import type { Catalogue, Property } from '@millrace/model'
import { type ClaimedEnrollment, type Definitions, RowRecord } from '@millrace/store'
import { Movements } from '../run/movements.js'
import { runWave } from '../run/run-wave.js'
import { UnitOfWork } from '../run/unit-of-work.js'
import type { Wave, WaveCrm, WaveResult } from '../run/wave.js'
import { WorkingRecord } from '../run/working-record.js'

export type Run = (members: readonly Member[], crm: WaveCrm) => readonly Outcome[]

const action: Action = {
  type: 'test',
  kind: 'SINGLE_CONNECTION',
  title: '',
  help: '',
  category: 'crm',
  schema: {} as Action['schema'],
  outputs: [],
  repeatSafe: true,
  ignoresWindows: false,
  shortestWait: () => 0,
  edges: () => [],
  prepare: () => ({ ok: false, problems: [] }),
}

interface StepShape {
  readonly run: Run
  readonly next?: string
  readonly edges?: Readonly<Record<string, string>>
  readonly writes?: readonly string[]
  readonly stopOnFailure?: boolean
  readonly flow?: boolean
}

function stepOf(actionId: string, shape: StepShape): Step {
  const edges = new Map<string, string | null>(Object.entries(shape.edges ?? {}))
  if (!edges.has('next')) edges.set('next', shape.next ?? null)
  return {
    actionId,
    action: { ...action, ignoresWindows: shape.flow ?? false },
    node: { actionId, type: 'SINGLE_CONNECTION' },
    prepared: {
      reads: emptyReads,
      writes: new Set(shape.writes),
      run: (members, crm) => shape.run(members, crm as WaveCrm),
    },
    edges,
    stopOnFailure: shape.stopOnFailure ?? false,
  }
}

export function aWorkflow(
  steps: Readonly<Record<string, StepShape>>,
  more: Partial<CompiledWorkflow> = {},
): CompiledWorkflow {
  return {
    accountId: 1,
    workflowId: 1,
    revisionId: 1,
    objectTypeId: '0-1',
    isEnabled: true,
    timeZone: 'UTC',
    windows: null,
    turnsOffAt: null,
    trigger: { kind: 'manual', reEnroll: false },
    startActionId: '1',
    steps: new Map(Object.entries(steps).map(([id, shape]) => [id, stepOf(id, shape)])),
    goal: null,
    suppression: null,
    unenrollFromOthers: 'none',
    enrollsMerged: false,
    hotProperties: new Set(),
    watches: emptyReads,
    asks: emptyReads,
    ...more,
  }
}

export const standing = (
  id: number,
  recordId = id,
  more: Partial<ClaimedEnrollment> = {},
): ClaimedEnrollment => ({
  id,
  place: '(0,1)',
  workflowId: 1,
  recordId,
  revisionId: 1,
  state: 'ready',
  actionId: '1',
  seq: 0,
  lane: 'bulk',
  dueAt: id,
  waitingSince: null,
  chain: [],
  context: null,
  suspicion: 0,
  ...more,
})

/** Of a wave where a test names no other, epoch ms. */
const usualNow = 1_000

export async function run(
  workflow: CompiledWorkflow,
  enrollments: readonly ClaimedEnrollment[],
  { now = usualNow, spent = () => false, movements = new Movements(), moves = [] }: Partial<Wave> = {},
): Promise<WaveResult & { readonly work: UnitOfWork }> {
  const work = new UnitOfWork(now)
  for (const { recordId } of enrollments) work.adopt(record(recordId))
  const live = new Map([[1, { compiled: workflow, enabledEpoch: 1, enabledAt: 0 }]])
  const wave: Wave = {
    now,
    definitions: { workflows: live } as unknown as Definitions,
    work,
    enrollments,
    moves,
    awaited: new Map(),
    movements,
    crmFor: (_, step) => ports(work, step),
    spent,
  }
  return { ...read(await runWave(wave)), work }
}

function read({ members, log, effects }: WaveResult): WaveResult {
  return { members, log, effects }
}

function record(id: number) {
  const row = { id, object_type_id: '0-1', version: 1, created_at: 0, updated_at: 0, hot: {} }
  const nothing = {
    created_by_workflow_id: null,
    created_by_action_id: null,
    merged_into: null,
    deleted_at: null,
    place: '(0,1)',
  }
  return new RowRecord({ ...row, ...nothing }, {})
}

function ports(work: UnitOfWork, step: Step): WaveCrm {
  return {
    catalogue: {} as Catalogue,
    now: work.now,
    timeZone: 'UTC',
    workflowId: 1,
    actionId: step.actionId,
    irrevocable: false,
    refusedWrites: () => null,
    write(target: LiveRecord, property: Property, value) {
      if (target instanceof WorkingRecord && target.holder)
        work.write(target.holder, step.actionId, target, property.name, value)
    },
    createRecords: async () => [],
    associated: async () => [],
    matching: async () => [],
    changeAssociations: async () => [],
    deleteEnrolled: () => {},
    changeLists: async () => [],
    notify: async () => [],
    changeSubscriptions: async () => [],
    enroll: async () => [],
    unenroll: async () => [],
    random: () => 0,
    lotOf: () => 0,
  }
}
