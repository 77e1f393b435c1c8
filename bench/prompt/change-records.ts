import { openLoop } from '../measure/open-loop.ts'

export interface Sent {
  readonly recordId: number
  /** Epoch ms at which the answer had arrived. */
  readonly repliedAt: number
}

interface Change {
  readonly recordId: number
  readonly properties: object
}

/** Writes contacts in an open loop; `write` names the n-th record and its properties. */
export async function changeRecords(
  url: string,
  token: string,
  options: { perSecond: number; seconds: number; write: (n: number) => Change },
): Promise<Sent[]> {
  const { write, ...pace } = options
  const changed: number[] = []
  const replies = await openLoop(url, token, {
    ...pace,
    request: (n) => {
      const { recordId, properties } = write(n)
      changed.push(recordId)
      return { method: 'PATCH', path: `/crm/v3/objects/contacts/${recordId}`, body: { properties } }
    },
  })
  return replies.map(({ repliedAt }, n) => ({ recordId: changed[n] as number, repliedAt }))
}
