import { type CompiledWorkflow, compileWorkflow, parseFlow } from '@millrace/definitions'
import type { Catalogue, Problem } from '@millrace/model'
import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import type { PublishedWorkflow } from './read-schema.js'

/** Compiled revisions by workflow and revision: immutable while the catalogue is. */
export type CompiledRevisions = ReadonlyMap<string, CompiledWorkflow>

/** A workflow as it runs: its newest published revision, and since when it is on (null: off). */
export interface LiveWorkflow {
  readonly compiled: CompiledWorkflow
  readonly enabledEpoch: number | null
  readonly enabledAt: number | null
}

export interface Compiled {
  readonly workflows: ReadonlyMap<number, LiveWorkflow>
  /** Published revisions that this program cannot run, and why; nobody should ever see one. */
  readonly broken: ReadonlyMap<number, readonly Problem[]>
  readonly revisions: CompiledRevisions
}

/** Compiles what is not among the `known` ones: publishing one workflow of a thousand compiles one. */
export async function compilePublished(
  tx: Transaction,
  catalogue: Catalogue,
  published: readonly PublishedWorkflow[],
  known: CompiledRevisions | undefined,
): Promise<Compiled> {
  const documents = await readDocuments(
    tx,
    published.filter((workflow) => !known?.has(keyOf(workflow))),
  )
  const workflows = new Map<number, LiveWorkflow>()
  const broken = new Map<number, readonly Problem[]>()
  const revisions = new Map<string, CompiledWorkflow>()
  for (const workflow of published) {
    const { id, isEnabled, enabledEpoch, enabledAt } = workflow
    const key = keyOf(workflow)
    const result = known?.get(key) ?? compile(tx.accountId, workflow, documents.get(key), catalogue)
    if ('problems' in result) {
      broken.set(id, result.problems)
      continue
    }
    revisions.set(key, result)
    const compiled = result.isEnabled === isEnabled ? result : { ...result, isEnabled }
    workflows.set(id, { compiled, enabledEpoch, enabledAt })
  }
  return { workflows, broken, revisions }
}

function compile(
  accountId: number,
  { id, revisionId, isEnabled }: PublishedWorkflow,
  document: unknown,
  catalogue: Catalogue,
): CompiledWorkflow | { readonly problems: readonly Problem[] } {
  const parsed = parseFlow(document)
  if (!parsed.ok) return parsed
  const meta = { accountId, workflowId: id, revisionId, isEnabled }
  const result = compileWorkflow(parsed.flow, meta, catalogue)
  return result.ok ? result.workflow : result
}

async function readDocuments(
  tx: Transaction,
  wanted: readonly PublishedWorkflow[],
): Promise<Map<string, unknown>> {
  if (wanted.length === 0) return new Map()
  const rows = await tx.query<{ id: number; revisionId: number; document: unknown }>(
    sql`
      SELECT r.workflow_id AS id, r.revision_id AS "revisionId", r.document
      FROM unnest(
        ${numberArray(wanted.map(({ id }) => id))}::bigint[],
        ${numberArray(wanted.map(({ revisionId }) => revisionId))}::int[]
      ) AS n(workflow_id, revision_id)
      JOIN workflow_revisions r ON r.account_id = ${tx.accountId} AND r.workflow_id = n.workflow_id
        AND r.revision_id = n.revision_id`,
    'definitions.read-documents',
  )
  return new Map(rows.map((row) => [keyOf(row), row.document]))
}

function keyOf({ id, revisionId }: Pick<PublishedWorkflow, 'id' | 'revisionId'>): string {
  return `${id} ${revisionId}`
}
