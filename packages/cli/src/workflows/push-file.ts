import { type Difference, replacement, workflowFile } from '@millrace/definitions'
import { differencesOfPair, type Pair } from './pairs.js'
import { replaceFile, type WorkflowFile } from './read-files.js'
import { type Json, Refused, type Remote } from './remote.js'

export interface Pushed {
  readonly file: string
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'conflict' | 'refused'
  readonly id?: string
  readonly revisionId?: string
  /** Why not, or what more there is to say. */
  readonly remark?: string
}

export interface PushOptions {
  /** What runs may change: on is on and off is off, as the file says. */
  readonly publish: boolean
  /** Overwrite what somebody else saved meanwhile. */
  readonly force: boolean
}

/** Brings one file to the server (decision 19); nothing that runs changes without `publish`. */
export async function pushFile(pair: Pair, server: Remote, options: PushOptions): Promise<Pushed> {
  const { file, remote } = pair
  if (!file) throw new Error('only files are pushed')
  try {
    return remote ? await update(file, remote, server, options) : await create(file, server, options)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    const outcome = error.status === 409 ? 'conflict' : 'refused'
    return { file: file.name, outcome, remark: error.message }
  }
}

async function create(file: WorkflowFile, server: Remote, { publish }: PushOptions): Promise<Pushed> {
  const { id, revisionId: _revision, ...document } = file.document
  if (id !== undefined && !hasUuid(file.document)) {
    const remark = `names workflow ${String(id)}, which is not there; take the id out to create it anew`
    return { file: file.name, outcome: 'refused', remark }
  }
  const isEnabled = publish && file.flow.isEnabled
  const made = await server.create({ ...document, isEnabled })
  await noteRevision(file, made)
  return { ...named(file, made), outcome: 'created', ...leftOff(file, isEnabled) }
}

async function update(
  file: WorkflowFile,
  remote: Json,
  server: Remote,
  options: PushOptions,
): Promise<Pushed> {
  const differences = differencesOfPair(file, remote)
  const isOn = remote.isEnabled === true
  const isEnabled = options.publish ? file.flow.isEnabled : isOn
  const isSame = differences.every(({ at }) => at === 'isEnabled')
  const base = file.document.revisionId
  const isStale = base !== remote.revisionId
  if (isSame && isEnabled === isOn && !(isOn && !file.flow.isEnabled)) {
    if (isStale) await noteRevision(file, remote)
    return { ...named(file, remote), outcome: 'unchanged', ...leftOff(file, isOn) }
  }
  const against = objection(differences, isOn, isStale && !options.force, file, remote, options)
  if (against) return { ...named(file, remote), ...against }
  const put = { ...replacement(file.flow), isEnabled, revisionId: remote.revisionId }
  const saved = await server.replace(String(remote.id), put)
  await noteRevision(file, saved)
  const overwritten = isStale && {
    remark: `revision ${String(remote.revisionId)} was overwritten; the file was made from ${String(base ?? 'none')}`,
  }
  return { ...named(file, saved), outcome: 'updated', ...leftOff(file, isEnabled), ...overwritten }
}

/** Why a workflow is left as it is; undefined: it may be written. */
function objection(
  differences: readonly Difference[],
  isOn: boolean,
  isConflict: boolean,
  file: WorkflowFile,
  remote: Json,
  { publish }: PushOptions,
): Pick<Pushed, 'outcome' | 'remark'> | undefined {
  if (isConflict) {
    const made =
      file.document.revisionId === undefined
        ? 'names no revision'
        : `is of ${String(file.document.revisionId)}`
    const remark = `the server is at revision ${String(remote.revisionId)}, the file ${made}; pull, or --force to overwrite`
    return { outcome: 'conflict', remark }
  }
  if (differences.some(({ at }) => at.startsWith('dataSources')))
    return { outcome: 'refused', remark: 'data sources cannot be changed once a workflow is made' }
  if (isOn && !publish)
    return { outcome: 'refused', remark: 'is on, so this would run at once: --publish says that it may' }
  return undefined
}

function leftOff(file: WorkflowFile, isEnabled: boolean): Pick<Pushed, 'remark'> {
  return file.flow.isEnabled && !isEnabled ? { remark: 'is off: --publish turns it on' } : {}
}

function named(file: WorkflowFile, { id, revisionId }: Json) {
  return { file: file.name, id: String(id), revisionId: String(revisionId) }
}

function hasUuid({ uuid }: Json): boolean {
  return typeof uuid === 'string' && uuid !== ''
}

/** The file goes on from what is stored now. */
async function noteRevision(file: WorkflowFile, { id, revisionId }: Json): Promise<void> {
  await replaceFile(file.path, workflowFile({ ...file.document, id, revisionId }))
}
