import { spawn } from 'node:child_process'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Places } from './places.js'
import { findProcess } from './processes.js'
import type { ServerUser } from './server-user.js'

/**
 * A shell that reads a pipe whose other end only we hold. When we end, however we end, it reads end of file and
 * stops the server, fast. It costs no memory to speak of and survives our `kill -9`.
 */
const SCRIPT = `
while read -r line; do :; done
"$1" stop -D "$2" -m fast -w -t 60
[ -z "$3" ] || rm -rf "$3"
`

/** Who answers for a running server: the process that started or adopted it, and its guardian. */
interface Ownership {
  readonly owner: string | undefined
  readonly guardian: string | undefined
}

export interface Guardian {
  /** Ends the guardian without its stopping the server. */
  dismiss(): Promise<void>
}

export async function postGuardian(
  places: Places,
  pgCtl: string,
  user: ServerUser | undefined,
  throwAway: boolean,
): Promise<Guardian> {
  const { homeDir, clusterDir } = places
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'sh', pgCtl, clusterDir, throwAway ? homeDir : ''], {
    ...(user ? { uid: user.uid, gid: user.gid } : {}),
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.unref()
  // The pipe must stay open as long as we live, but must not keep us alive.
  ;(child.stdin as unknown as { unref(): void }).unref()
  child.stdin.on('error', () => {})
  const ownership: Ownership = {
    owner: findProcess(process.pid)?.identity,
    guardian: findProcess(child.pid ?? 0)?.identity,
  }
  // Whole or not at all: we may be killed while we write, and the next start reads it.
  const draft = `${ownershipFile(homeDir)}.${process.pid}`
  await writeFile(draft, JSON.stringify(ownership))
  await rename(draft, ownershipFile(homeDir))
  return {
    async dismiss() {
      child.kill('SIGKILL')
      await rm(ownershipFile(homeDir), { force: true })
    },
  }
}

export type ServerOwner = 'alive' | 'stopping' | 'gone'

/** `alive`: somebody else runs this server; `stopping`: its owner is gone and its guardian stops it; `gone`: an orphan. */
export async function findOwner(homeDir: string): Promise<ServerOwner> {
  const text = await readFile(ownershipFile(homeDir), 'utf8').catch(() => '{}')
  const { owner, guardian } = JSON.parse(text) as Partial<Ownership>
  if (isAlive(owner)) return 'alive'
  return isAlive(guardian) ? 'stopping' : 'gone'
}

function isAlive(identity: string | undefined): boolean {
  return identity !== undefined && findProcess(Number(identity.split('@')[0]))?.identity === identity
}

function ownershipFile(homeDir: string): string {
  return join(homeDir, 'owner.json')
}
