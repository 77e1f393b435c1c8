import type { Bench } from './bench.ts'
import { bulk, bulkWide } from './bulk/bulk.ts'

/** Every claim about speed, in the order in which a whole run makes them. */
export const benches: readonly Bench[] = [bulk, bulkWide]
