import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, lstat, mkdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Binaries } from './binaries.js'
import { EmbeddedServerError } from './embedded-server-error.js'
import { makeFileOnce } from './make-file-once.js'
import type { Places } from './places.js'
import type { ServerUser } from './server-user.js'

/** Makes the cluster where there is none, and refuses one of another major version. */
export async function initializeCluster(
  places: Places,
  binaries: Binaries,
  user: ServerUser | undefined,
  log: (line: string) => void,
): Promise<void> {
  if (!(await lstat(places.clusterDir).catch(() => undefined))) {
    log(`Creating the database in ${places.clusterDir}`)
    await createCluster(places, binaries, user)
  }
  const major = (await readFile(join(places.clusterDir, 'PG_VERSION'), 'utf8')).trim()
  if (major === binaries.major) return
  throw new EmbeddedServerError(
    `${places.clusterDir} was made by PostgreSQL ${major}; this Millrace brings ${binaries.major}. ` +
      'With the Millrace that made it run `npx millrace backup <file>`, then move the data directory away and run `npx millrace restore <file>` with this one.',
  )
}

/** Beside its final place and renamed when whole, so that a crash half way leaves nothing that looks usable. */
async function createCluster(
  places: Places,
  binaries: Binaries,
  user: ServerUser | undefined,
): Promise<void> {
  const fresh = `${places.clusterDir}.${process.pid}`
  await rm(fresh, { recursive: true, force: true })
  await mkdir(fresh, { mode: 0o700 })
  await makePassword(places.passwordFile)
  if (user) {
    await chown(fresh, user.uid, user.gid)
    await chown(places.passwordFile, user.uid, user.gid)
  }
  const outcome = await run(
    binaries.initdb,
    [
      ...['-D', fresh, '-U', 'postgres', '--pwfile', places.passwordFile, '--auth', 'scram-sha-256'],
      // The builtin provider never changes its order with an upgrade of the system's locales; the C beside it
      // exists everywhere, `C.UTF-8` of the system does not.
      ...['-E', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
      '--data-checksums',
    ],
    user,
  )
  if (outcome.code !== 0) {
    await rm(fresh, { recursive: true, force: true })
    throw new EmbeddedServerError(`initdb could not create ${places.clusterDir}: ${outcome.errors}`)
  }
  // Another process may have been faster; then its cluster is as good as ours, but for the password file we share.
  await rename(fresh, places.clusterDir).catch(() => rm(fresh, { recursive: true, force: true }))
}

async function makePassword(file: string): Promise<void> {
  // An existing one belongs to a racing process that creates the same cluster.
  await makeFileOnce(file, randomBytes(24).toString('base64url'), 0o600)
}

function run(
  program: string,
  args: readonly string[],
  user: ServerUser | undefined,
): Promise<{ code: number | null; errors: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...(user ? { uid: user.uid, gid: user.gid } : {}),
      cwd: '/',
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let errors = ''
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString()
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, errors: errors.trim() }))
  })
}
