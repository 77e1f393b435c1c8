import { api } from './api/api.ts'
import type { Bench } from './bench.ts'
import { bulk, bulkWide } from './bulk/bulk.ts'
import { emailRate } from './email/email-rate.ts'
import { countMillion } from './million/count.ts'
import { flatDrain } from './million/drain.ts'
import { enrollMillion } from './million/enroll.ts'
import { flatWorkflows } from './product/flat-workflows.ts'
import { importRows } from './product/import-rows.ts'
import { recovery } from './product/recovery.ts'
import { prompt, promptUnderBulk } from './prompt/prompt.ts'

/** Every claim about speed, in the order in which a whole run makes them. */
export const benches: readonly Bench[] = [
  bulk,
  bulkWide,
  countMillion,
  enrollMillion,
  flatDrain,
  prompt,
  promptUnderBulk,
  flatWorkflows,
  importRows,
  emailRate,
  api,
  recovery,
]
