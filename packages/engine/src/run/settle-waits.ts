import { deleteWaits, insertWaits, noteEnds, type Transaction } from '@millrace/store'
import type { WaveMember } from './wave-member.js'

/**
 * Who waits for whom when a wave has moved these (A-FLW-10): those who woke wait no more, those who ended are told of,
 * those who began to wait are noted. A wave where nobody waits pays nothing. True where somebody may go on now.
 */
export async function settleWaits(tx: Transaction, members: readonly WaveMember[]): Promise<boolean> {
  const woken = members.filter(({ claimed }) => claimed.state === 'event')
  if (woken.length > 0) await deleteWaits(tx, woken.map(idOf))
  const ended = members.filter(({ isAwaited, standing }) => isAwaited && standing.state === 'ended')
  const told = await noteEnds(tx, ended.map(idOf))
  const waits = members.flatMap(waitsOf)
  if (waits.length > 0) await insertWaits(tx, waits)
  return told || waits.length > 0
}

function idOf({ enrollmentId }: WaveMember): number {
  return enrollmentId
}

function waitsOf({ enrollmentId, actionId, visit, claimed, standing }: WaveMember) {
  if (standing.state !== 'event') return []
  return standing.awaited.map((awaitedId) => ({
    awaitedId,
    waitingId: enrollmentId,
    actionId,
    visit,
    recordId: claimed.recordId,
  }))
}
