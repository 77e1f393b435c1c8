import type { Waker } from '@millrace/engine'
import type { Database } from '@millrace/store'
import type { FastifyBaseLogger } from 'fastify'

/** What routes work with. */
export interface Api {
  readonly db: Database
  readonly waker: Waker
  readonly log: FastifyBaseLogger
}
