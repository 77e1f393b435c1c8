import { type CompileResult, compileWorkflow, type Flow } from '@millrace/definitions'
import type { Definitions, Transaction } from '@millrace/store'

/** A flow as if it were no workflow yet: to be looked at, never to run. */
export function compileDraft(
  { accountId }: Transaction,
  { catalogue }: Definitions,
  flow: Flow,
): CompileResult {
  return compileWorkflow(flow, { accountId, workflowId: 0, revisionId: 0, isEnabled: false }, catalogue)
}
