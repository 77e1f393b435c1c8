import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Installation, isHealthy, isRunning, type Started, until } from './installation.js'

/** Milliseconds from `kill -9` to a working installation (issue: ready within 30 s). */
const READY_WITHIN = 30_000

describe('a fresh installation', () => {
  let millrace: Installation
  let first: Started
  beforeAll(async () => {
    millrace = await Installation.create()
    first = await millrace.start()
  }, 120_000)
  afterAll(() => millrace.remove())

  const contacts = (token: string | undefined, url: string) =>
    fetch(`${url}/crm/v3/objects/contacts`, { headers: { authorization: `Bearer ${token}` } })

  test('serves, and gives out one token that works', async () => {
    expect(await isHealthy(first.url)).toBe(true)
    expect((await contacts(first.token, first.url)).status).toBe(200)
    expect((await contacts('guessed', first.url)).status).toBe(401)
  })

  test('keeps its secret key to itself', async () => {
    const key = await stat(join(millrace.dataDir, 'secret.key'))
    expect([key.size, key.mode & 0o777]).toEqual([32, 0o600])
  })

  test('starts a killed worker again', async () => {
    const worker = millrace.find('bin.js work')
    process.kill(worker, 'SIGKILL')
    await until(() => !isRunning(worker))
    await until(() => {
      try {
        return millrace.find('bin.js work') !== worker
      } catch {
        return false
      }
    })
    expect(await isHealthy(first.url)).toBe(true)
  }, 60_000)

  test('starts a killed PostgreSQL again, and answers again', async () => {
    const server = Number(
      (await readFile(join(millrace.dataDir, 'postgres/cluster/postmaster.pid'), 'utf8')).split('\n')[0],
    )
    process.kill(server, 'SIGKILL')
    await until(() => !isRunning(server))
    await until(() => isHealthy(first.url))
    expect((await contacts(first.token, first.url)).status).toBe(200)
  }, 60_000)

  test('is ready within 30 s after kill -9 of everything, with what it had', async () => {
    await millrace.killEverything()
    const killedAt = performance.now()
    const again = await millrace.start()
    expect(await isHealthy(again.url)).toBe(true)
    expect(performance.now() - killedAt).toBeLessThan(READY_WITHIN)
    expect(again.token).toBeUndefined()
    expect((await contacts(first.token, again.url)).status).toBe(200)
  }, 90_000)

  test('stops by Ctrl-C with exit code 0 and leaves nothing running', async () => {
    const pids = millrace.processes()
    expect(pids.length).toBeGreaterThan(4)
    const askedAt = performance.now()
    expect(await millrace.interrupt()).toBe(0)
    // By itself, not because the supervisor lost patience after 30 s.
    expect(performance.now() - askedAt).toBeLessThan(20_000)
    expect(pids.filter(isRunning)).toEqual([])
    expect(await readFile(join(millrace.dataDir, 'postgres.log'), 'utf8')).toMatch(
      /database system is shut down\s*$/,
    )
  }, 90_000)
})

describe('a chosen token', () => {
  test('MILLRACE_ACCESS_TOKEN opens the first account at every start', async () => {
    const millrace = await Installation.create({
      MILLRACE_ACCESS_TOKEN: 'chosen-by-the-operator',
      MILLRACE_WORKERS: '0',
    })
    try {
      const { url, token } = await millrace.start()
      expect(token).toBeUndefined()
      const headers = { authorization: 'Bearer chosen-by-the-operator' }
      expect((await fetch(`${url}/crm/v3/objects/contacts`, { headers })).status).toBe(200)
    } finally {
      await millrace.remove()
    }
  }, 90_000)
})
