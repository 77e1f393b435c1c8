import type { CompiledWorkflow } from '@millrace/definitions'
import type { Catalogue } from '@millrace/model'
import type { Transaction } from '../database.js'
import type { LiveWorkflow } from './definitions.js'
import type { PublishedWorkflow } from './read-schema.js'

/** Compiled revisions by workflow and revision: immutable while the catalogue is. */
export type CompiledRevisions = ReadonlyMap<string, CompiledWorkflow>

export async function compilePublished(
  _tx: Transaction,
  _catalogue: Catalogue,
  _published: readonly PublishedWorkflow[],
  _known: CompiledRevisions | undefined,
): Promise<{ workflows: ReadonlyMap<number, LiveWorkflow>; revisions: CompiledRevisions }> {
  return { workflows: new Map(), revisions: new Map() }
}
