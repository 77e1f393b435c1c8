import type { Reference } from '@millrace/actions'
import { type CompiledWorkflow, type Flow, publishingProblems, referencesIn } from '@millrace/definitions'
import { Problem, parseId } from '@millrace/model'
import {
  type Definitions,
  type FoundReference,
  findReferences,
  readClock,
  type Transaction,
} from '@millrace/store'
import { listProblems } from '../lists/lists-of-workflow.js'
import type { AllowedHosts } from '../webhooks/allowed-hosts.js'
import { compileDraft } from './compile-draft.js'
import { refusedDestinations } from './refused-destinations.js'

/**
 * Everything that keeps a flow from being turned on (W-PUB-22): what is wrong in the document, what its actions name that is
 * not there (A-GEN-18), what they call that nothing may leave for, and a moment to turn off that has passed.
 */
export async function problemsOf(
  tx: Transaction,
  definitions: Definitions,
  flow: Flow,
  hosts: AllowedHosts,
): Promise<readonly Problem[]> {
  const compiled = compileDraft(tx, definitions, flow)
  const problems = publishingProblems(flow, definitions.catalogue)
  if (!compiled.ok) return problems
  const lists = await listProblems(tx, compiled.workflow)
  const missing = await missingIn(tx, referencesIn(flow, compiled.workflow))
  const over = await turnsOffAtOnce(tx, compiled.workflow)
  return [...problems, ...lists, ...missing, ...over, ...refusedDestinations(flow, compiled.workflow, hosts)]
}

/** W-SET-20. */
async function turnsOffAtOnce(tx: Transaction, { turnsOffAt }: CompiledWorkflow): Promise<Problem[]> {
  if (turnsOffAt === null || turnsOffAt > (await readClock(tx))) return []
  const message = 'The moment at which it turns itself off has passed: choose a later one, or none.'
  return [new Problem('WORKFLOW_INVALID', message, { field: 'millrace.turnOffAt' })]
}

async function missingIn(tx: Transaction, references: readonly Reference[]): Promise<readonly Problem[]> {
  const found = new Map((await findReferences(tx, references)).map((one) => [nameOf(one), one]))
  const problems = references.flatMap((reference) => {
    const problem = problemWith(reference, found.get(nameOf(reference)))
    return problem ? [problem] : []
  })
  const ofEmails = references.flatMap((reference) => subscriptionOf(reference, found.get(nameOf(reference))))
  return ofEmails.length === 0 ? problems : [...problems, ...(await missingIn(tx, ofEmails))]
}

function nameOf({ kind, id }: Pick<Reference, 'kind' | 'id'>): string {
  return `${kind} ${id}`
}

/** An e-mail names the kind of subscription it goes out under; `0` and what is no id stand for none. */
function subscriptionOf({ field }: Reference, found: FoundReference | undefined): Reference[] {
  const id = parseId(found?.subscriptionId ?? '')
  return id === undefined ? [] : [{ kind: 'subscription', id: String(id), field }]
}

const codes = {
  secret: 'SECRET_NOT_FOUND',
  workflow: 'WORKFLOW_NOT_FOUND',
  email: 'EMAIL_NOT_FOUND',
  subscription: 'SUBSCRIPTION_NOT_FOUND',
  user: 'USER_NOT_FOUND',
  team: 'TEAM_NOT_FOUND',
} as const

const sentences = {
  secret: (id: string) => `There is no secret "${id}".`,
  workflow: (id: string) => `There is no workflow ${id}.`,
  email: (id: string) => `There is no published e-mail ${id}.`,
  subscription: (id: string) => `There is no kind of subscription ${id} that is in use.`,
  user: (id: string) => `There is no active user ${id}.`,
  team: (id: string) => `There is no team ${id}.`,
} as const

function problemWith(
  { kind, id, field, objectTypeId }: Reference,
  found: FoundReference | undefined,
): Problem | null {
  if (!found) return new Problem(codes[kind], sentences[kind](id), { field })
  if (objectTypeId === undefined || found.objectTypeId === objectTypeId) return null
  const message = `Workflow ${id} enrolls records of the type ${found.objectTypeId}, not ${objectTypeId}.`
  return new Problem('WORKFLOW_INVALID', message, { field })
}
