import type { CompiledWorkflow, Step } from '@millrace/definitions'
import type { Reads } from '@millrace/filters'
import { guardsOf } from './guards.js'
import type { UnitOfWork } from './unit-of-work.js'
import type { WaveMember } from './wave-member.js'

/**
 * What a wave has loaded of associations is as it was before it. True when this step, or a guard asked before it, would
 * look at those that it changed: its member leaves the wave and is claimed again, after the commit.
 */
export function asksForNewLinks(member: WaveMember, step: Step, { relinked }: UnitOfWork): boolean {
  if (relinked.size === 0) return false
  const { types, isNested } = linksRead(member.workflow, step)
  return isNested || member.record.newLinks.some((objectTypeId) => types.has(objectTypeId))
}

interface LinksRead {
  /** Object types of associated records that are read. */
  readonly types: ReadonlySet<string>
  /** Associations of associated records are read as well: theirs may be new, too. */
  readonly isNested: boolean
}

const known = new WeakMap<Step, LinksRead>()

function linksRead(workflow: CompiledWorkflow, step: Step): LinksRead {
  let links = known.get(step)
  if (!links) {
    const reads: readonly Reads[] = [step.prepared.reads, ...guardsOf(workflow).map((guard) => guard.reads)]
    const paths = reads.flatMap(({ associations }) => associations)
    links = {
      types: new Set(paths.map(({ objectTypeId }) => objectTypeId)),
      isNested: paths.some((path) => path.reads.associations.length > 0),
    }
    known.set(step, links)
  }
  return links
}
