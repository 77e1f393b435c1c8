// `millrace work` and `millrace serve` as a service manager starts them: one by one, on a database of the operator's.
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { youngHeap } from '@millrace/cli'
import { type TestDatabase, testDatabase } from '@millrace/store/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { family, isRunning, until } from './installation.js'
import { RoleProcess } from './role-process.js'

let database: TestDatabase
let folder: string
beforeAll(async () => {
  database = await testDatabase()
  folder = await mkdtemp(join(tmpdir(), 'millrace-alone-'))
})
afterAll(async () => {
  await database.close()
  await rm(folder, { recursive: true })
})

const start = (role: 'serve' | 'work') =>
  RoleProcess.start(role, {
    DATABASE_URL: database.url,
    MILLRACE_DATA_DIR: folder,
    MILLRACE_LOG_LEVEL: 'error',
  })

const optionsOf = (pid: number) =>
  execFileSync('ps', ['-o', 'args=', '-p', String(pid)])
    .toString()
    .split(' ')

test.each(['work', 'serve'] as const)(
  '%s alone has the young generation that start gives it, and drains when asked',
  async (role) => {
    const alone = await start(role)
    const [, ...inside] = family(alone.pid)
    expect(inside.flatMap(optionsOf)).toEqual(expect.arrayContaining([...youngHeap, role]))
    expect(await alone.stop()).toBe(0)
    expect(inside.filter(isRunning)).toEqual([])
  },
  120_000,
)

test('killed with kill -9, it leaves nobody behind', async () => {
  const alone = await start('work')
  const [, ...inside] = family(alone.pid)
  alone.kill()
  await until(() => !inside.some(isRunning))
}, 120_000)
