import { setTimeout as pause } from 'node:timers/promises'
import { Pool } from 'undici'

export interface Request {
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly path: string
  readonly body?: object
}

export interface Reply {
  /** From sending until the whole answer was there. */
  readonly milliseconds: number
  /** Epoch ms at which the whole answer was there. */
  readonly repliedAt: number
}

/**
 * Requests at `perSecond` with Poisson gaps, whether or not earlier ones have been answered: a slow server is not spared.
 * `request` makes the n-th; answers one reply a request, in order of sending. Throws where one was refused.
 */
export async function openLoop(
  url: string,
  token: string,
  options: { perSecond: number; seconds: number; request: (n: number) => Request },
): Promise<Reply[]> {
  const pool = new Pool(url, { connections: 32 })
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const sent: Promise<Reply>[] = []
  const start = performance.now()
  let due = 0
  for (let n = 0; ; n++) {
    due += (-Math.log(1 - Math.random()) * 1000) / options.perSecond
    if (due > options.seconds * 1000) break
    const wait = start + due - performance.now()
    if (wait > 1) await pause(wait)
    sent.push(answered(pool, headers, options.request(n)))
  }
  const replies = await Promise.all(sent)
  await pool.close()
  return replies
}

async function answered(
  pool: Pool,
  headers: Record<string, string>,
  { method, path, body }: Request,
): Promise<Reply> {
  const begun = performance.now()
  const answer = await pool.request({ method, path, headers, ...(body && { body: JSON.stringify(body) }) })
  const text = await answer.body.text()
  if (answer.statusCode >= 300) throw new Error(`${method} ${path} answered ${answer.statusCode}: ${text}`)
  const ended = performance.now()
  return { milliseconds: ended - begun, repliedAt: performance.timeOrigin + ended }
}
