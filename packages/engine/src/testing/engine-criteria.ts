// Criteria as clients write them, for tests of evaluation and publishing.

type Json = Readonly<Record<string, unknown>>

export const isKnown = (property: string): Json => ({
  filterType: 'PROPERTY',
  property,
  operation: { operationType: 'ALL_PROPERTY', operator: 'IS_KNOWN', includeObjectsWithNoValueSet: false },
})

export const isEqualTo = (property: string, value: string): Json => ({
  filterType: 'PROPERTY',
  property,
  operation: {
    operationType: 'MULTISTRING',
    operator: 'IS_EQUAL_TO',
    includeObjectsWithNoValueSet: false,
    values: [value],
  },
})

/** Filters that must all hold. */
export const all = (...filters: readonly Json[]): Json => ({
  filterBranchType: 'AND',
  filterBranchOperator: 'AND',
  filterBranches: [],
  filters,
})

/** Some associated record of an object type meets all filters. */
export const associated = (
  objectTypeId: string,
  associationTypeId: number,
  ...filters: readonly Json[]
): Json => ({
  filterBranchType: 'ASSOCIATION',
  filterBranchOperator: 'AND',
  objectTypeId,
  associationTypeId,
  associationCategory: 'HUBSPOT_DEFINED',
  operator: 'IN_LIST',
  filterBranches: [],
  filters,
})

/** The root of criteria: any of the groups. */
export const anyGroup = (...groups: readonly Json[]): Json => ({
  filterBranchType: 'OR',
  filterBranchOperator: 'OR',
  filterBranches: groups,
  filters: [],
})

/** `enrollmentCriteria` of a flow that enrolls whoever comes to meet the groups. */
export const triggeredBy = (groups: readonly Json[], more: Json = {}): { enrollmentCriteria: Json } => ({
  enrollmentCriteria: {
    type: 'LIST_BASED',
    shouldReEnroll: false,
    listFilterBranch: anyGroup(...groups),
    reEnrollmentTriggersFilterBranches: [],
    unEnrollObjectsNotMeetingCriteria: false,
    ...more,
  },
})

/** An event of a kind, whose own properties meet all conditions. */
export const happening = (eventTypeId: string, ...filters: readonly Json[]): Json => ({
  filterBranchType: 'UNIFIED_EVENTS',
  filterBranchOperator: 'AND',
  eventTypeId,
  operator: 'HAS_COMPLETED',
  filterBranches: [],
  filters,
})

/** `enrollmentCriteria` of a flow that enrolls whenever one of these happens. */
export const onEvents = (events: readonly Json[], more: Json = {}): { enrollmentCriteria: Json } => ({
  enrollmentCriteria: {
    type: 'EVENT_BASED',
    shouldReEnroll: false,
    eventFilterBranches: events,
    listMembershipFilterBranches: [],
    ...more,
  },
})
