// Workflows of another installation, taken in as they are and off (api.md 4.9; decision 19).
import {
  compileWorkflow,
  type Flow,
  type ImportMapping,
  type ImportReport,
  importFlow,
  importReport,
  type ParsedFlow,
  parseFlow,
} from '@millrace/definitions'
import { type AllowedHosts, refusedDestinations } from '@millrace/engine'
import { type Catalogue, Problem } from '@millrace/model'
import { createWorkflow, definitionsOf, replaceWorkflow, type Transaction } from '@millrace/store'
import type { flows } from '../../contract/index.js'
import type { Answer, Call } from '../../register.js'
import { writeOnce } from '../../write-once.js'
import type { Api } from '../api.js'

/** One document of the request. */
interface Source {
  readonly index: number
  readonly document: unknown
  /** As it was read: its ids are those of where it comes from. */
  readonly read: Flow
}

interface Imported extends Source {
  readonly id?: number
  readonly flow: Flow
}

/** What the report is told against. */
interface Here {
  readonly catalogue: Catalogue
  readonly allowedHosts: AllowedHosts
}

/** All of them or none. A dry run tells the same and stores nothing. */
export async function importFlows(
  { db, allowedHosts }: Api,
  call: Call<typeof flows.importFlows>,
): Promise<Answer> {
  const { workflows, dryRun } = call.body
  const mapping = (call.body.mapping ?? {}) as ImportMapping
  const sources = workflows.map((document, index) => ({
    index,
    document,
    read: readable(parseFlow(document), index),
  }))
  if (dryRun) {
    const { catalogue } = await db.withAccount(call.caller.accountId, 'read', definitionsOf)
    return { status: 200, body: preview(sources, mapping, { catalogue, allowedHosts }) }
  }
  return writeOnce(db, call, async (tx) => {
    const { catalogue } = await definitionsOf(tx)
    const { imported, mapping: complete } = await store(tx, sources, mapping)
    return { status: 201, body: answer(imported, complete, { catalogue, allowedHosts }) }
  })
}

/** What the workflows of one import call each other needs no mapping: they will have new names then. */
function preview(sources: readonly Source[], mapping: ImportMapping, here: Here) {
  const own = sources.flatMap(({ read: { id } }) => (id === undefined ? [] : [[String(id), String(id)]]))
  const complete = { ...mapping, workflows: { ...Object.fromEntries(own), ...mapping.workflows } }
  const imported = sources.map((source) => ({ ...source, flow: translated(source, complete) }))
  const isOwn = (id: string) => own.some(([name]) => name === id) && mapping.workflows?.[id] === undefined
  return answer(imported, complete, here, ({ kind, id }) => kind !== 'workflows' || !isOwn(id))
}

/** Workflows that name each other are stored first, and told their new names then. */
async function store(tx: Transaction, sources: readonly Source[], mapping: ImportMapping) {
  const first: Imported[] = []
  for (const source of sources) {
    const flow = translated(source, mapping)
    const { id } = await createWorkflow(tx, flow).catch((error: unknown) => {
      throw error instanceof Problem ? inDocument(error, source.index) : error
    })
    first.push({ ...source, id, flow })
  }
  const complete = { ...mapping, workflows: { ...namesOf(first), ...mapping.workflows } }
  const imported: Imported[] = []
  for (const each of first) {
    const flow = translated(each, complete)
    const isNew = each.id !== undefined && JSON.stringify(flow) !== JSON.stringify(each.flow)
    if (isNew) await replaceWorkflow(tx, each.id, flow, 1)
    imported.push({ ...each, flow })
  }
  return { imported, mapping: complete }
}

/** Id there → id here. */
function namesOf(imported: readonly Imported[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    imported.flatMap(({ read, id }) =>
      read.id === undefined || id === undefined ? [] : [[String(read.id), String(id)]],
    ),
  )
}

function translated({ document, index }: Source, mapping: ImportMapping): Flow {
  return readable(importFlow(document, mapping), index)
}

function readable(parsed: ParsedFlow, index: number): Flow {
  if (parsed.ok) return parsed.flow
  const problems = parsed.problems.map((problem) => inDocument(problem, index))
  const [first] = problems
  throw new Problem(first?.code ?? 'WORKFLOW_INVALID', `A workflow cannot be read. ${first?.message ?? ''}`, {
    details: problems.map((problem) => problem.toDetail()),
  })
}

function inDocument(problem: Problem, index: number): Problem {
  const at = `workflows[${index}]`
  return new Problem(problem.code, problem.message, {
    field: problem.field ? `${at}.${problem.field}` : at,
    details: problem.details,
    context: problem.context,
  })
}

function answer(
  imported: readonly Imported[],
  mapping: ImportMapping,
  here: Here,
  isTold: (reference: ImportReport['references'][number]) => boolean = () => true,
) {
  const results = imported.map(({ id, read, flow }) => {
    const report = importReport(read, flow, mapping, here.catalogue, addressesRefused(flow, here))
    const references = report.references.filter(isTold)
    return { ...(id !== undefined && { id: String(id) }), ...report, references }
  })
  return { results, mapping: mappingToFill(results) }
}

function addressesRefused(flow: Flow, { catalogue, allowedHosts }: Here): readonly Problem[] {
  const meta = { accountId: catalogue.accountId, workflowId: 0, revisionId: 0, isEnabled: false }
  const compiled = compileWorkflow(flow, meta, catalogue)
  return compiled.ok ? refusedDestinations(flow, compiled.workflow, allowedHosts) : []
}

/** Everything the workflows name, as a mapping: null is to be filled in. */
function mappingToFill(reports: readonly ImportReport[]): Record<string, Record<string, string | null>> {
  const kinds: Record<string, Record<string, string | null>> = {}
  for (const { kind, id, to } of reports.flatMap(({ references }) => references)) {
    kinds[kind] = { ...kinds[kind], [id]: to }
  }
  return kinds
}
