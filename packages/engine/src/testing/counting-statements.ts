import type { Database } from '@millrace/store'

/** What is sent to the server meanwhile, by every connection of the pool. */
export async function countingStatements(
  database: Database,
  work: () => Promise<unknown>,
): Promise<string[]> {
  const sent: string[] = []
  const client = await database.app.connect()
  const prototype: { query: (...given: unknown[]) => unknown } = Object.getPrototypeOf(client)
  client.release()
  const { query } = prototype
  prototype.query = function counted(this: unknown, ...given: unknown[]) {
    const [first] = given
    sent.push(typeof first === 'string' ? first : ((first as { name?: string }).name ?? 'unnamed'))
    return query.apply(this, given)
  }
  try {
    await work()
  } finally {
    prototype.query = query
  }
  return sent
}
