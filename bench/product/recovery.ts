import { spawn } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Pool } from 'undici'
import type { Bench } from '../bench.ts'
import { untilHealthy } from '../fixture/until-healthy.ts'
import { figureOf } from '../measure/figure.ts'

const root = join(import.meta.dirname, '..', '..')
const token = 'pat-bench-recovery'
const port = 4_480

/** Every process below `pid`, the deepest last. */
async function family(pid: number): Promise<number[]> {
  const parents = new Map<number, number[]>()
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
    parents.set(parent, [...(parents.get(parent) ?? []), Number(name)])
  }
  const found = [pid]
  for (const member of found) found.push(...(parents.get(member) ?? []))
  return found
}

async function postmaster(dataDir: string): Promise<number> {
  return Number(
    (await readFile(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8')).split('\n')[0],
  )
}

function start(dataDir: string) {
  return spawn(process.execPath, [join(root, 'millrace.mjs'), 'start'], {
    env: {
      ...process.env,
      DATABASE_URL: '',
      MILLRACE_DATA_DIR: dataDir,
      PORT: String(port),
      MILLRACE_ACCESS_TOKEN: token,
      MILLRACE_LOG_LEVEL: 'error',
    },
    stdio: 'ignore',
  })
}

/** Creates contacts in batches as fast as they are taken, until told to stop or the server is gone. */
async function load(url: string, until: AbortSignal): Promise<void> {
  const pool = new Pool(url, { connections: 8 })
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const batch = async () => {
    while (!until.aborted) {
      const inputs = Array.from({ length: 100 }, () => ({
        properties: { firstname: 'Ada', lastname: 'Lovelace', city: 'London' },
      }))
      const { body } = await pool.request({
        method: 'POST',
        path: '/crm/v3/objects/contacts/batch/create',
        headers,
        body: JSON.stringify({ inputs }),
      })
      await body.dump()
    }
  }
  await Promise.allSettled(Array.from({ length: 8 }, batch))
  await pool.destroy().catch(() => {})
}

export const recovery: Bench = {
  names: ['recovery'],
  what: 'kill -9 of everything under load → /health',
  async run(context) {
    const dataDir = await mkdtemp(join(tmpdir(), 'millrace-recovery-'))
    // Started by root, PostgreSQL runs as another user, which must get to its files.
    await chmod(dataDir, 0o755)
    const url = `http://127.0.0.1:${port}`
    const seconds: number[] = []
    try {
      let product = start(dataDir)
      await untilHealthy(url, 120)
      for (let round = 0; round < 3; round++) {
        const enough = new AbortController()
        const loading = load(url, enough.signal)
        await pause(15_000 * Math.min(1, context.scale * 4))
        const victims = [
          ...(await family(product.pid as number)),
          ...(await family(await postmaster(dataDir))),
        ]
        for (const pid of new Set(victims)) {
          try {
            process.kill(pid, 'SIGKILL')
          } catch {
            // It ended with its parent.
          }
        }
        enough.abort()
        await loading
        product = start(dataDir)
        seconds.push((await untilHealthy(url, 120)) / 1000)
      }
      product.kill('SIGINT')
      await new Promise((resolve) => product.once('exit', resolve))
    } finally {
      await rm(dataDir, { recursive: true, force: true })
    }
    return [figureOf('recovery', seconds, 's', { atMost: 30 })]
  },
}
