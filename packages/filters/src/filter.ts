// CONTRACT. The criteria tree as it is written (api.md 5; W-LOG). Plain data; unknown members are kept.

export type BranchType =
  | 'OR'
  | 'AND'
  | 'NOT_ALL'
  | 'NOT_ANY'
  | 'RESTRICTED'
  | 'UNIFIED_EVENTS'
  | 'ASSOCIATION'
  | 'PROPERTY_ASSOCIATION'

export interface FilterBranch {
  readonly filterBranchType: BranchType
  readonly filterBranchOperator?: string
  readonly filterBranches: readonly FilterBranch[]
  readonly filters: readonly Filter[]
  /** ASSOCIATION: the associated object type and the association read from the filtered record. */
  readonly objectTypeId?: string
  readonly associationTypeId?: number
  readonly associationCategory?: string
  readonly operator?: string
  readonly eventTypeId?: string
  /** Ours: W-LOG-8. Absent means ANY. */
  readonly millrace?: { readonly quantifier?: 'ANY' | 'ALL' | 'NONE' } | undefined
  readonly [member: string]: unknown
}

export interface Filter {
  readonly filterType: string
  readonly property?: string
  readonly operation?: Operation
  readonly listId?: string
  readonly operator?: string
  readonly metadata?: { readonly id?: string; readonly inListType?: string }
  readonly [member: string]: unknown
}

export interface Operation {
  readonly operationType: string
  readonly operator: string
  readonly includeObjectsWithNoValueSet?: boolean
  readonly [member: string]: unknown
}
