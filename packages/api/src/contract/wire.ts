// Shapes that several resources share. Named ones become components of /openapi.json.
import * as z from 'zod'

/** Records, workflows, lists and enrollments are named by decimal strings. */
export const idText = z
  .string()
  .regex(/^[1-9]\d{0,15}$/)
  .meta({ example: '1001' })

export const instantText = z
  .string()
  .meta({ format: 'date-time', description: 'ISO 8601, UTC, with milliseconds.' })

/** `limit` of a page: how many, at most. */
export const pageSize = (usual: number, most: number) =>
  z.coerce.number().int().min(1).max(most).default(usual).describe(`At most ${most}; ${usual} when absent.`)

/** Where the next page begins: `paging.next.after` of the one before. Opaque. */
export const cursor = z.string().max(200).optional()

const written = z.union([z.string(), z.array(z.string())])

/** An array in a query: repeated, joined with commas, or both (api.md 1). */
export const names = written
  .optional()
  .transform((given) => (given === undefined ? undefined : splitNames(given)))
  .describe('Repeated, or separated by commas.')

function splitNames(given: string | readonly string[]): readonly string[] {
  return [given]
    .flat()
    .flatMap((entry) => entry.split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

/** `true` and `false` as text; anything else is refused. */
export const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true')

export const paging = z
  .object({ next: z.object({ after: z.string(), link: z.string().optional() }) })
  .meta({ id: 'Paging', description: 'Absent on the last page.' })

/** For what is paged backwards as well (api.md 2.3). */
export const twoWayPaging = z
  .object({
    next: z.object({ after: z.string() }).optional(),
    prev: z.object({ before: z.string() }).optional(),
  })
  .meta({ id: 'TwoWayPaging' })

export const pageOf = <T extends z.ZodType>(entry: T) =>
  z.object({ results: z.array(entry), paging: paging.optional() })

const detail = z.object({
  message: z.string(),
  code: z.string().optional(),
  in: z.string().optional(),
  context: z.record(z.string(), z.array(z.string())).optional(),
})

export const error = z
  .object({
    status: z.literal('error'),
    message: z.string(),
    correlationId: z.uuid(),
    category: z.string(),
    subCategory: z.string(),
    errors: z.array(detail).optional(),
    context: z.record(z.string(), z.array(z.string())).optional(),
    links: z.record(z.string(), z.string()),
  })
  .meta({ id: 'Error', description: 'Every answer that is not 2xx.' })

/** One failed input of a batch; `context`, `errors` and `links` are always there (api.md 2.7). */
export const batchError = z
  .object({
    status: z.literal('error'),
    category: z.string(),
    subCategory: z.string().optional(),
    message: z.string(),
    context: z.record(z.string(), z.array(z.string())),
    errors: z.array(detail),
    links: z.record(z.string(), z.string()),
    objectWriteTraceId: z.string().optional(),
  })
  .meta({ id: 'BatchError' })

export const batchOf = <T extends z.ZodType>(entry: T) =>
  z.object({
    status: z.literal('COMPLETE'),
    results: z.array(entry),
    startedAt: instantText,
    completedAt: instantText,
    numErrors: z.number().int().optional(),
    errors: z.array(batchError).optional(),
  })

/** Inputs of one batch (api.md 2.7). */
export const mostInputs = 100

export const inputsOf = <T extends z.ZodType>(input: T) =>
  z.object({ inputs: z.array(input).max(mostInputs) })
