import type { Finding, PlantedDefect } from '@millrace/engine'
import type { OutboxFixture } from '@millrace/engine/testing'
import type { Database } from '@millrace/store'
import type { Races } from './races.js'

export interface Stage {
  readonly db: Database
  readonly races: Races
  /** A receiver of webhooks, and contacts that stand at one; on a database of its own. */
  readonly outbox: OutboxFixture
  /** Defects that are switched on. */
  readonly planted: readonly PlantedDefect[]
}

/** How it came out, and how it should. */
export interface Ending {
  readonly found: unknown
  readonly wanted: unknown
  readonly findings: readonly Finding[]
}

export type Story = (stage: Stage) => Promise<Ending>
