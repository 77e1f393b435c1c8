import { once } from 'node:events'
import { createServer } from 'node:net'
import { CommandFailure } from './exit-codes.js'
import { listenFailure } from './known-failure.js'

/** Says at once what would otherwise show after the database was made and workers were running. */
export async function refuseTakenPort({
  host,
  port,
}: {
  readonly host: string
  readonly port: number
}): Promise<void> {
  const probe = createServer()
  try {
    probe.listen(port, host)
    await once(probe, 'listening')
  } catch (error) {
    throw new CommandFailure(listenFailure(error as NodeJS.ErrnoException))
  } finally {
    probe.close()
  }
}
