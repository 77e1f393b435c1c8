// What compiling a flow consults, and where it notes what keeps the flow from being turned on.
import { type CompiledFilter, compileFilter, type FilterContext } from '@millrace/filters'
import { Problem, type ProblemCode } from '@millrace/model'

export class Checking {
  readonly filters: FilterContext
  readonly issues: Problem[] = []

  constructor(filters: FilterContext) {
    this.filters = filters
  }

  issue(code: ProblemCode, field: string, message: string): void {
    this.issues.push(new Problem(code, message, { field }))
  }

  /** The criteria compiled, or null with what is wrong noted. */
  filter(criteria: unknown, field: string): CompiledFilter | null {
    const result = compileFilter(criteria, this.filters, field)
    if (result.ok) return result.filter
    this.issues.push(...result.problems)
    return null
  }
}
