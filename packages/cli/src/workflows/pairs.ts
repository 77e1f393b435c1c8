import { comparable, type Difference, differencesOf, parseFlow } from '@millrace/definitions'
import { identityOf, type WorkflowFile } from './read-files.js'
import type { Json } from './remote.js'

/** A workflow in a file, on the server, or in both places. */
export interface Pair {
  readonly file?: WorkflowFile
  readonly remote?: Json
}

/** By uuid, else by id: files first, in their order, then what is only on the server. */
export function pairUp(files: readonly WorkflowFile[], remotes: readonly Json[]): Pair[] {
  const left = new Map<string, Json>()
  for (const remote of remotes) {
    left.set(`id ${String(remote.id)}`, remote)
    const identity = identityOf(remote)
    if (identity) left.set(identity, remote)
  }
  const paired = new Set<Json>()
  const pairs = files.map((file): Pair => {
    const identity = identityOf(file.document)
    const remote = identity === undefined ? undefined : left.get(identity)
    if (!remote) return { file }
    paired.add(remote)
    return { file, remote }
  })
  return [...pairs, ...remotes.filter((remote) => !paired.has(remote)).map((remote) => ({ remote }))]
}

/** What a push would change on the server. */
export function differencesOfPair(file: WorkflowFile, remote: Json): Difference[] {
  return differencesOf(comparableOf(remote), comparable(file.flow))
}

/** Whether the file says what the server said in the revision it was made from; on or off is no part of a revision. */
export function saysTheSame(file: WorkflowFile, base: Json): boolean {
  return differencesOf(comparableOf(base), comparable(file.flow)).every(({ at }) => at === 'isEnabled')
}

function comparableOf(remote: Json): Json {
  const parsed = parseFlow(remote)
  if (!parsed.ok) throw parsed.problems[0]
  return comparable(parsed.flow)
}

/** `3 "Nurture leads"`. */
export function called(remote: Json): string {
  return `${String(remote.id)}${typeof remote.name === 'string' ? ` "${remote.name}"` : ''}`
}
