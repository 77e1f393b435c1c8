import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { EmbeddedServerError } from './embedded-server-error.js'

/** The OS user PostgreSQL runs as, when it is not us. */
export interface ServerUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/**
 * PostgreSQL refuses to run as root. As root: the owner of an existing cluster, else the user `postgres` or
 * `millrace`, else a new system user `millrace`, else `nobody`. As anybody else: undefined, we run it ourselves.
 */
export async function serverUser(clusterDir: string): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const users = readUsers()
  const owner = await stat(clusterDir).catch(() => undefined)
  const ownedBy = users.find((user) => user.uid !== 0 && user.uid === owner?.uid)
  const user =
    ownedBy ?? named(users, 'postgres') ?? named(users, 'millrace') ?? createUser() ?? named(users, 'nobody')
  if (user) return user
  throw new EmbeddedServerError(
    'PostgreSQL does not run as root, and this system has no user named postgres, millrace or nobody to run it as. Create one, or set DATABASE_URL.',
  )
}

/** Whether that user (undefined: we) can enter and read a directory; asked of the system, which knows ACLs and mounts. */
export function canEnter(dir: string, user: ServerUser | undefined): boolean {
  const asUser = user ? { uid: user.uid, gid: user.gid } : {}
  const probe = spawnSync('/bin/sh', ['-c', 'test -r "$1" && test -x "$1"', 'sh', dir], {
    ...asUser,
    cwd: '/',
  })
  return probe.status === 0
}

function named(users: readonly ServerUser[], name: string): ServerUser | undefined {
  return users.find((user) => user.name === name && user.uid !== 0)
}

function createUser(): ServerUser | undefined {
  // The first is Debian's and Red Hat's, the second Alpine's.
  spawnSync('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', 'millrace'])
  if (!named(readUsers(), 'millrace')) spawnSync('adduser', ['-S', '-D', '-H', 'millrace'])
  return named(readUsers(), 'millrace')
}

function readUsers(): ServerUser[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
}
