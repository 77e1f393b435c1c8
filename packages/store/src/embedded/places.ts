import { createHash } from 'node:crypto'
import { chmod, mkdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { canEnter, type ServerUser } from './server-user.js'

/** Where the embedded server keeps its things. */
export interface Places {
  /** Ours: port, owner, password, and the cluster inside. */
  readonly homeDir: string
  /** PostgreSQL's own directory (PGDATA). */
  readonly clusterDir: string
  readonly passwordFile: string
  readonly portFile: string
}

export function placesIn(homeDir: string): Places {
  return {
    homeDir,
    clusterDir: join(homeDir, 'cluster'),
    passwordFile: join(homeDir, 'password'),
    portFile: join(homeDir, 'port'),
  }
}

/**
 * The given directory, or, when root started us and the server's user cannot get there (a clone under /root), a
 * system directory of its own that always goes with the given one.
 */
export async function settlePlaces(
  dataDir: string,
  user: ServerUser | undefined,
  log: (line: string) => void,
): Promise<Places> {
  await mkdir(dataDir, { recursive: true })
  if (!user) return placesIn(await realpath(dataDir))
  const real = await realpath(dataDir)
  // Ours, so that the server may pass through it to its cluster.
  await chmod(real, 0o755)
  if (canEnter(real, user)) return placesIn(real)
  const moved = join('/var/lib/millrace', createHash('sha256').update(real).digest('hex').slice(0, 16))
  log(`The user ${user.name} cannot enter ${real}, so the database lives in ${moved}`)
  await mkdir(moved, { recursive: true, mode: 0o755 })
  return placesIn(moved)
}
