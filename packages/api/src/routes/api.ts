import type { AllowedHosts, Waker } from '@millrace/engine'
import type { Database } from '@millrace/store'
import type { FastifyBaseLogger } from 'fastify'

/** What routes work with. */
export interface Api {
  readonly db: Database
  readonly waker: Waker
  readonly log: FastifyBaseLogger
  /** Private hosts that workflows may call: what publishing asks. */
  readonly allowedHosts: AllowedHosts
  /** The 32 bytes of the operator's key file: what signs links; null: none can be read. */
  readonly secretKey: Uint8Array | null
}
