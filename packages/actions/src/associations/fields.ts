import * as z from 'zod'
import { associationSpecSchema } from '../records/association-spec.js'

const text = z.string().nullish()

/** The two objects, and the properties by which their records find each other. */
export const matchFields = {
  fromObjectType: text,
  toObjectType: text,
  matchBy: text,
  enrolledObjectPropertyNameToMatch: text,
  associatedObjectPropertyNameToMatch: text,
}

/** An association type, or its number alone. */
export const labelField = z.union([associationSpecSchema, z.string(), z.number()]).nullish()
