import type { Member } from '@millrace/actions'
import type { AssociationCause } from '@millrace/store'
import type { AskingStep } from './wave-scope.js'

/** Whose write it is, where the database writes at once: the member's own, and where it came from (A-GEN-19). */
export function causeOf({ members, actionId }: AskingStep, { enrollmentId }: Member): AssociationCause {
  const member = members.find((known) => known.enrollmentId === enrollmentId)
  if (!member) throw new Error('asked in the name of an enrollment that does not stand here')
  const { workflowId } = member.workflow
  const source = { type: 'WORKFLOW', workflowId, enrollmentId, actionIds: [actionId] } as const
  return { source, chain: member.chain }
}
