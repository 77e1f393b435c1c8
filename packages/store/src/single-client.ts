import pg from 'pg'

/**
 * One connection of the login, not yet made, for work that takes its time in a single session. A connection that breaks
 * between two of its queries says so by an event first, which unheard would end the process; the next query says it again.
 */
export function singleClient(url: string, applicationName: string): pg.Client {
  const client = new pg.Client({ connectionString: url, application_name: applicationName })
  client.on('error', () => {})
  return client
}
