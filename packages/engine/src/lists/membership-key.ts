import type { Membership } from '@millrace/store'

/** For maps and sets of memberships. */
export function membershipKey({ listId, recordId }: Membership): string {
  return `${listId} ${recordId}`
}
