import { afterAll, beforeAll, expect, test } from 'vitest'
import { singleClient } from './single-client.js'
import { type TestDatabase, testDatabase } from './testing/index.js'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

test('I12 a connection that is lost between two queries fails the next one, and does not end the process', async () => {
  const client = singleClient(database.db.url, 'single')
  await client.connect()
  const lost = new Promise<void>((resolve) => client.once('end', resolve))
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  await database.db.owner.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid])
  await lost
  await expect(client.query('SELECT 1')).rejects.toThrow(/connection|closed|terminat/i)
  await client.end()
})
