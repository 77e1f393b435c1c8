import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { CommandFailure } from './exit-codes.js'
import { listenFailure } from './known-failure.js'

/** How long somebody who was just killed may take to let go of the port, ms. */
const patience = 3_000

/** Says early what would otherwise show after the database was made and workers were running. */
export async function refuseTakenPort(place: {
  readonly host: string
  readonly port: number
}): Promise<void> {
  const until = performance.now() + patience
  for (;;) {
    const failure = await tryToListen(place)
    if (!failure) return
    if (failure.code !== 'EADDRINUSE' || performance.now() > until)
      throw new CommandFailure(listenFailure(failure))
    await pause(100)
  }
}

async function tryToListen({
  host,
  port,
}: {
  readonly host: string
  readonly port: number
}): Promise<NodeJS.ErrnoException | undefined> {
  const probe = createServer()
  try {
    probe.listen(port, host)
    await once(probe, 'listening')
    return undefined
  } catch (error) {
    return error as NodeJS.ErrnoException
  } finally {
    probe.close()
  }
}
