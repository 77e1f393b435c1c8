import type { Database } from '@millrace/store'
import { createDispatcher } from '../outbox/dispatcher.js'
import { defaultLimits } from '../outbox/outbox-settings.js'
import { anEngine } from './engine-fixture.js'

/** Sends what waits in an account's outbox, to this machine too, and settles the answers. */
export async function sendWaiting(db: Database, accountId: number): Promise<void> {
  const settings = { allowedHosts: ['127.0.0.1'], secretKey: null, limits: defaultLimits }
  const dispatcher = createDispatcher(anEngine(db), settings)
  await dispatcher.dispatch(accountId)
  await dispatcher.idle()
  await dispatcher.close()
}
