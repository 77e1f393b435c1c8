import { pbkdf2 } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runPostgres } from './run-postgres.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-run-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Keeps the threads that Node uses for files busy, as a machine under load does. */
function keepThreadsBusy(stop: AbortSignal): void {
  const work = () => pbkdf2('password', 'salt', 30_000, 32, 'sha256', () => stop.aborted || work())
  for (let thread = 0; thread < 8; thread++) work()
}

test('a server that ends at once, as beside another in its directory, is noticed on a busy machine too', async () => {
  const stop = new AbortController()
  keepThreadsBusy(stop.signal)
  try {
    const launch = await runPostgres({
      // It knows no option -D and ends.
      program: '/bin/sh',
      clusterDir: folder,
      args: [],
      logFile: join(folder, 'server.log'),
      user: undefined,
      deadline: Date.now() + 600_000,
      log: () => {},
    })
    expect(launch).toMatchObject({ kind: 'failed', lastLines: expect.stringContaining('-D') })
  } finally {
    stop.abort()
  }
})
