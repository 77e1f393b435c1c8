import pg from 'pg'

/** More than the server lets in (postgres.ts). */
const many = 260

/** Takes every connection that is to be had, past the proxy, and holds them; returns how to let them go. */
export async function storm(url: string): Promise<() => Promise<void>> {
  const opened = await Promise.all(
    Array.from({ length: many }, async () => {
      const client = new pg.Client({ connectionString: url, application_name: 'storm' })
      client.on('error', () => {})
      return client.connect().then(
        () => client,
        () => undefined,
      )
    }),
  )
  return async () => {
    await Promise.all(opened.map((client) => client?.end().catch(() => {})))
  }
}
