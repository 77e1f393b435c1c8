// Pipeline and stage are written together, or not at all, where one would not fit the other (A-SRV-6).
import { type CanonicalValue, type Catalogue, misplacedStage, pipelinePair, sameValue } from '@millrace/model'
import type { Crm, LiveRecord, Member } from '../crm.js'
import { type Assignment, Refusal } from '../values/value-context.js'

export interface StageCheck {
  /** Both properties: what is not written has to be read. */
  readonly names: readonly string[]
  /** Why neither may be written to this record; asked before either is. */
  refusal(member: Member, record: LiveRecord, crm: Crm): Refusal | null
}

/** null where the assignments leave pipeline and stage alone, or the object type has no pipelines. */
export function compileStageCheck(
  assignments: readonly Assignment[],
  objectTypeId: string,
  catalogue: Catalogue,
): StageCheck | null {
  const pair = pipelinePair(catalogue, objectTypeId)
  if (pair === null) return null
  const names = [pair.pipeline, pair.stage]
  const writing = assignments.filter(({ target }) => names.includes(target.name))
  if (writing.length === 0) return null
  return {
    names,
    refusal: (member, record, crm) => {
      const values = new Map<string, CanonicalValue | null>()
      for (const { target, value } of writing) {
        const written = value(member, record, crm)
        const before = record.value(target.name) ?? null
        if (written === undefined || written instanceof Refusal) continue
        if (sameValue(before, written)) values.delete(target.name)
        else values.set(target.name, written)
      }
      if (values.size === 0) return null
      const valueIn = (name: string) => (values.has(name) ? values.get(name) : record.value(name))
      const problem = misplacedStage(catalogue, objectTypeId, valueIn)
      return problem && Refusal.of(problem)
    },
  }
}
