// The flow document (api.md 4): HubSpot's automation/v4 JSON, kept as it came. The schema is loose: it names what we
// read, refuses what cannot be read, and keeps every member it does not know.

import type { ActionNode } from '@millrace/actions'
import { readEdgeType } from '@millrace/actions'
import * as z from 'zod'

export type FlowType = 'CONTACT_FLOW' | 'PLATFORM_FLOW'

export interface Flow {
  readonly type: FlowType
  readonly objectTypeId: string
  readonly flowType: string
  readonly isEnabled: boolean
  readonly name?: string | null
  readonly uuid?: string | null
  readonly startActionId?: string | null
  readonly actions: readonly ActionNode[]
  readonly enrollmentCriteria?: EnrollmentCriteria | null
  readonly enrollmentSchedule?: Readonly<Record<string, unknown>> | null
  readonly timeWindows: readonly unknown[]
  readonly blockedDates: readonly unknown[]
  readonly dataSources: readonly unknown[]
  readonly customProperties: Readonly<Record<string, unknown>>
  readonly suppressionListIds?: readonly (number | string)[] | null
  readonly suppressionFilterBranch?: unknown
  readonly goalFilterBranch?: unknown
  readonly eventAnchor?: unknown
  readonly unEnrollmentSetting?: { readonly type?: string; readonly flowIds?: readonly unknown[] } | null
  /** Everything of ours, in one member (engine.md 6). */
  readonly millrace?: FlowAdditions | null
  readonly [member: string]: unknown
}

export interface FlowAdditions {
  /** IANA zone of the workflow; absent: the account's. */
  readonly timeZone?: string
  /** Contact flows: a merge may enroll the survivor (W-SET-24); absent: it does not. */
  readonly enrollsMergedRecords?: boolean
  /** Enrolls once (W-SCH-5), for which `enrollmentSchedule` has no word. */
  readonly enrollmentSchedule?: Readonly<Record<string, unknown>> | null
  /** When it turns itself off (W-SET-20): ISO 8601, without an offset a time of its zone. */
  readonly turnOffAt?: string | null
  readonly [member: string]: unknown
}

export interface EnrollmentCriteria {
  readonly type: string
  readonly shouldReEnroll?: boolean | null
  readonly listFilterBranch?: unknown
  readonly reEnrollmentTriggersFilterBranches?: readonly unknown[] | null
  readonly unEnrollObjectsNotMeetingCriteria?: boolean | null
  readonly eventFilterBranches?: readonly unknown[] | null
  readonly listMembershipFilterBranches?: readonly unknown[] | null
  readonly refinementCriteria?: unknown
  readonly [member: string]: unknown
}

/** Ids are decimal text, short enough to count on from. */
const actionId = z.string().regex(/^\d{1,15}$/, 'An action id is decimal text')

const edge = z
  .looseObject({
    edgeType: z
      .unknown()
      .refine((type) => readEdgeType(type) !== undefined, 'An edge is STANDARD or GOTO')
      .optional(),
    nextActionId: z.string().min(1, 'An edge names the action it leads to'),
  })
  .nullish()

const branches = z.array(z.looseObject({ connection: edge })).nullish()

const action = z.looseObject({
  actionId,
  type: z.string().min(1, 'An action has a type'),
  actionTypeId: z.string().optional(),
  actionTypeVersion: z.number().int().optional(),
  fields: z.looseObject({}).optional(),
  connection: edge,
  defaultBranch: edge,
  listBranches: branches,
  staticBranches: branches,
  testBranches: branches,
  millrace: z.looseObject({ onFailure: z.enum(['continue', 'stop']).optional() }).nullish(),
})

const criteria = z.looseObject({
  type: z.string().min(1, 'Enrollment criteria have a type'),
  shouldReEnroll: z.boolean().nullish(),
  unEnrollObjectsNotMeetingCriteria: z.boolean().nullish(),
  reEnrollmentTriggersFilterBranches: z.array(z.unknown()).nullish(),
  eventFilterBranches: z.array(z.unknown()).nullish(),
  listMembershipFilterBranches: z.array(z.unknown()).nullish(),
})

/** The one source for what is checked and, as JSON Schema, for what is documented (design.md 8). */
export const flowSchema = z.looseObject({
  type: z.enum(['CONTACT_FLOW', 'PLATFORM_FLOW'], 'A flow is a CONTACT_FLOW or a PLATFORM_FLOW'),
  objectTypeId: z.string().min(1),
  flowType: z.enum(['WORKFLOW', 'ACTION_SET', 'UNKNOWN'], 'The flow type is WORKFLOW'),
  isEnabled: z.boolean(),
  name: z.string().max(10_000).nullish(),
  description: z.string().nullish(),
  uuid: z.string().max(1000).nullish(),
  revisionId: z.string().optional(),
  startActionId: z.string().nullish(),
  nextAvailableActionId: z.string('A decimal string, not a number').nullish(),
  actions: z.array(action),
  enrollmentCriteria: criteria.nullish(),
  enrollmentSchedule: z.looseObject({}).nullish(),
  timeWindows: z.array(z.looseObject({})),
  blockedDates: z.array(z.looseObject({})),
  dataSources: z.array(z.looseObject({})),
  customProperties: z.looseObject({}),
  suppressionListIds: z.array(z.union([z.number().int(), z.string().regex(/^\d+$/)])).nullish(),
  eventAnchor: z.looseObject({}).nullish(),
  unEnrollmentSetting: z
    .looseObject({ type: z.enum(['ALL', 'SELECTIVE']), flowIds: z.array(z.unknown()).nullish() })
    .nullish(),
  millrace: z
    .looseObject({
      timeZone: z.string().optional(),
      enrollsMergedRecords: z.boolean().optional(),
      enrollmentSchedule: z.looseObject({}).nullish(),
      turnOffAt: z.string().max(40).nullish().describe('When it turns itself off, ISO 8601'),
    })
    .nullish(),
})
