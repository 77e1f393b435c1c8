import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findProcess } from './processes.js'

/** What a live server says about itself in `postmaster.pid`. */
export interface LiveServer {
  readonly pid: number
  readonly port: number
  readonly status: 'starting' | 'ready' | 'stopping' | 'standby'
}

/** The live server of this cluster; undefined when there is no file, or what it names is not such a server. */
export async function findLiveServer(clusterDir: string): Promise<LiveServer | undefined> {
  const lines = await readLines(clusterDir)
  const pid = Number(lines?.[0])
  const running = findProcess(pid)
  if (!lines || !running?.command.includes('postgres') || !running.command.includes(clusterDir))
    return undefined
  const status = lines[7]?.trim()
  return {
    pid,
    port: Number(lines[3]),
    status: status === 'ready' || status === 'stopping' || status === 'standby' ? status : 'starting',
  }
}

/**
 * Makes a lock file whose process is gone harmless. PostgreSQL removes most by itself, but refuses to start when
 * the number now belongs to another process of this user (usual in containers). We put our own number there: the
 * server takes its parent for no rival, and its check for shared memory still in use, which deleting the file
 * would lose, is kept.
 */
export async function disarmStaleLock(clusterDir: string): Promise<void> {
  const lines = await readLines(clusterDir)
  if (!lines || (await findLiveServer(clusterDir))) return
  if (!findProcess(Number(lines[0]))) return
  await writeFile(join(clusterDir, 'postmaster.pid'), [process.pid, ...lines.slice(1)].join('\n'))
}

async function readLines(clusterDir: string): Promise<string[] | undefined> {
  const text = await readFile(join(clusterDir, 'postmaster.pid'), 'utf8').catch(() => undefined)
  return text?.split('\n')
}
