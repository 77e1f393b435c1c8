import { setTimeout as pause } from 'node:timers/promises'
import { Pool } from 'undici'

export interface Request {
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly path: string
  readonly body?: object
}

/**
 * Milliseconds until the whole answer was there, one a request, in order of sending: at `perSecond` with Poisson gaps, whether
 * or not earlier ones have been answered.
 */
export async function paced(
  url: string,
  token: string,
  options: { perSecond: number; seconds: number; request: (n: number) => Request },
): Promise<number[]> {
  const pool = new Pool(url, { connections: 32 })
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const sent: Promise<number>[] = []
  const start = performance.now()
  let due = 0
  for (let n = 0; ; n++) {
    due += (-Math.log(1 - Math.random()) * 1000) / options.perSecond
    if (due > options.seconds * 1000) break
    const wait = start + due - performance.now()
    if (wait > 1) await pause(wait)
    sent.push(answered(pool, headers, options.request(n)))
  }
  const milliseconds = await Promise.all(sent)
  await pool.close()
  return milliseconds
}

async function answered(
  pool: Pool,
  headers: Record<string, string>,
  { method, path, body }: Request,
): Promise<number> {
  const begun = performance.now()
  const answer = await pool.request({ method, path, headers, ...(body && { body: JSON.stringify(body) }) })
  const text = await answer.body.text()
  if (answer.statusCode >= 300) throw new Error(`${method} ${path} answered ${answer.statusCode}: ${text}`)
  return performance.now() - begun
}
