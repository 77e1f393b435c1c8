import type { Listed, Membership } from '@millrace/store'

/** Nobody in particular: a list's filter did it. */
export const systemCause = { source: { type: 'SYSTEM' }, chain: [] } as const

/** Members that joined, or that left, as they are noted. */
export function moves(
  members: readonly Membership[],
  to: Listed['to'],
  { source, chain }: Pick<Listed, 'source' | 'chain'>,
): Listed[] {
  return members.map(({ listId, recordId }) => ({ listId, recordId, to, source, chain }))
}
