// The criteria tree as documentation (api.md 5): what a flow may hold is decided by @millrace/definitions.
import * as z from 'zod'

const operation = z
  .looseObject({
    operationType: z.string(),
    operator: z.string(),
    includeObjectsWithNoValueSet: z.boolean().optional(),
  })
  .meta({ id: 'Operation' })

const filter = z
  .looseObject({ filterType: z.string(), property: z.string().optional(), operation: operation.optional() })
  .meta({ id: 'Filter' })

export interface Branch {
  filterBranchType: string
  filterBranchOperator?: string | undefined
  filterBranches: Branch[]
  filters: z.output<typeof filter>[]
  [member: string]: unknown
}

export const filterBranch: z.ZodType<Branch> = z
  .looseObject({
    filterBranchType: z.string(),
    filterBranchOperator: z.string().optional(),
    filterBranches: z.array(z.lazy(() => filterBranch)).default([]),
    filters: z.array(filter).default([]),
  })
  .meta({ id: 'FilterBranch' })
