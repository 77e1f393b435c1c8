import * as z from 'zod'

/** What an endpoint takes, as JSON Schema: for tests that make values of it. */
export function inputSchema(type: z.ZodType): unknown {
  return z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' })
}
