import { Problem } from '@millrace/model'
import type { LogPlace } from '@millrace/store'

export function writeLogCursor({ atMicros, enrollmentId, seq }: LogPlace): string {
  return Buffer.from(`${atMicros}.${enrollmentId}.${seq}`).toString('base64url')
}

/** Problem: INVALID_QUERY for what is no cursor of ours. */
export function readLogCursor(after: string | undefined): LogPlace | undefined {
  if (after === undefined || after === '') return undefined
  const parts = /^(\d{1,16})\.(\d{1,16})\.(\d{1,9})$/.exec(Buffer.from(after, 'base64url').toString('latin1'))
  const [atMicros, enrollmentId, seq] = (parts ?? []).slice(1).map(Number)
  if (atMicros === undefined || enrollmentId === undefined || seq === undefined) {
    throw new Problem('INVALID_QUERY', 'This is not a cursor of ours: pass paging.next.after on unchanged.', {
      field: 'after',
    })
  }
  return { atMicros, enrollmentId, seq }
}
