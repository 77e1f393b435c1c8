// Figures of one process for Prometheus (decision 19). No label names an account, a record or a host: figures are seen by
// people who may not see data, and there must not be more series than anybody expects.
import type { Database } from '@millrace/store'
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'

export interface MetricsOptions {
  readonly role: 'serve' | 'work'
  readonly version: string
  readonly db: Database
}

/** The figures every process has: memory, processor, event loop, connections. */
export function createMetrics({ role, version, db }: MetricsOptions): Registry {
  const registry = new Registry()
  registry.setDefaultLabels({ role })
  collectDefaultMetrics({ register: registry })
  new Gauge({
    name: 'millrace_build_info',
    help: 'Always 1; the version is in the label.',
    labelNames: ['version'],
    registers: [registry],
  }).set({ version }, 1)
  new Gauge({
    name: 'millrace_database_connections',
    help: 'Connections of this process to PostgreSQL; waiting: requests for one that have none.',
    labelNames: ['pool', 'state'],
    registers: [registry],
    collect() {
      for (const [pool, { totalCount, idleCount, waitingCount }] of [
        ['app', db.app],
        ['owner', db.owner],
      ] as const) {
        this.set({ pool, state: 'busy' }, totalCount - idleCount)
        this.set({ pool, state: 'idle' }, idleCount)
        this.set({ pool, state: 'waiting' }, waitingCount)
      }
    },
  })
  return registry
}
