import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { Installation } from './installation.js'

const made: Installation[] = []
afterAll(async () => {
  for (const installation of made) await installation.remove()
})

async function install(): Promise<Installation> {
  const installation = await Installation.create({ MILLRACE_WORKERS: '0' })
  made.push(installation)
  return installation
}

test('a backup taken while everything runs is restored into a new installation, tokens included', async () => {
  const old = await install()
  const { url, token } = await old.start()
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ properties: { email: 'ada@example.test', firstname: 'Ada' } })
  const created = await fetch(`${url}/crm/v3/objects/contacts`, { method: 'POST', headers, body })
  expect(created.status).toBe(201)
  const { id } = (await created.json()) as { id: string }

  const file = join(old.dataDir, 'all.backup')
  expect(JSON.parse(old.run('backup', file, '--json'))).toMatchObject({ accounts: 1 })
  await old.interrupt()

  const fresh = await install()
  expect(JSON.parse(fresh.run('restore', file, '--json'))).toMatchObject({ accounts: 1 })
  await copyFile(join(old.dataDir, 'secret.key'), join(fresh.dataDir, 'secret.key'))
  const again = await fresh.start()
  expect(again.token).toBeUndefined()
  const found = await fetch(`${again.url}/crm/v3/objects/contacts/${id}`, { headers })
  expect(await found.json()).toMatchObject({
    id,
    properties: { email: 'ada@example.test', firstname: 'Ada' },
  })
  await fresh.interrupt()
}, 180_000)
