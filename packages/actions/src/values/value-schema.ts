// The written shape of a value slot (api.md 6.2), loose: what we do not know is kept.
import * as z from 'zod'

const filledSlot = z.looseObject({
  type: z.string().optional(),
  staticValue: z.union([z.string(), z.number(), z.boolean(), z.null()]).optional(),
  propertyName: z.string().optional(),
  propertyToken: z.string().optional(),
  enrollmentEventPropertyToken: z.string().optional(),
  actionId: z.union([z.string(), z.number()]).optional(),
  dataKey: z.string().optional(),
  timestampType: z.string().optional(),
  timeDelay: z.looseObject({}).optional(),
  incrementAmount: z.union([z.string(), z.number()]).optional(),
  staticAppendValue: z.union([z.string(), z.number()]).optional(),
  appendPropertyName: z.string().optional(),
})

export const valueSchema = z
  .union([filledSlot, z.string(), z.number(), z.boolean(), z.null()])
  .describe(
    'A static value, a property, a property of the event that enrolled, an action output, a moment, an amount or values to append',
  )
