import { setTimeout as pause } from 'node:timers/promises'
import { Pool } from 'undici'

export interface Sent {
  readonly recordId: number
  /** Epoch ms at which the answer had arrived. */
  readonly repliedAt: number
}

/**
 * Writes at `perSecond` with Poisson gaps, whether or not earlier ones have been answered: a slow server is not spared.
 * `write` names the n-th record and its properties.
 */
export async function openLoop(
  url: string,
  token: string,
  options: {
    perSecond: number
    seconds: number
    write: (n: number) => { recordId: number; properties: object }
  },
): Promise<Sent[]> {
  const pool = new Pool(url, { connections: 32 })
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const sent: Promise<Sent>[] = []
  const start = performance.now()
  let due = 0
  for (let n = 0; ; n++) {
    due += (-Math.log(1 - Math.random()) * 1000) / options.perSecond
    if (due > options.seconds * 1000) break
    const wait = start + due - performance.now()
    if (wait > 1) await pause(wait)
    const { recordId, properties } = options.write(n)
    sent.push(
      pool
        .request({
          method: 'PATCH',
          path: `/crm/v3/objects/contacts/${recordId}`,
          headers,
          body: JSON.stringify({ properties }),
        })
        .then(async ({ statusCode, body }) => {
          const text = await body.text()
          if (statusCode !== 200) throw new Error(`PATCH answered ${statusCode}: ${text}`)
          return { recordId, repliedAt: performance.timeOrigin + performance.now() }
        }),
    )
  }
  const replies = await Promise.all(sent)
  await pool.close()
  return replies
}
