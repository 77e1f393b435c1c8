// The mapping file: which column becomes which property. One schema for types, validation and the guide.
import { Problem, propertyTypes } from '@millrace/model'
import * as z from 'zod'

const propertyName = z.string().regex(/^[a-z][a-z0-9_]{0,99}$/, 'a property name such as lead_source')

const propertySchema = z.strictObject({
  label: z.string().min(1).optional(),
  /** Absent: inferred from the values of the file. */
  type: z.enum(propertyTypes).optional(),
  fieldType: z.string().min(1).optional(),
})

const mappingSchema = z.strictObject({
  objectType: z.string().min(1),
  /** The property that says which record a row is; must be unique. */
  uniqueKey: propertyName,
  /** Cells that mean no value, beside the empty one; compared without case and outer space. */
  emptyValues: z.array(z.string()).default([]),
  columns: z.record(z.string(), propertySchema.extend({ property: propertyName })),
  /** Values made of others: `{Column}` stands for that column's cell. */
  derive: z.record(propertyName, z.string().min(1)).default({}),
  /** Further properties to make, that no column fills. */
  properties: z.array(propertySchema.extend({ name: propertyName, type: z.enum(propertyTypes) })).default([]),
})

export type Mapping = z.output<typeof mappingSchema>

/** Throws MAPPING_INVALID with one entry a mistake. */
export function readMapping(text: string): Mapping {
  const parsed = mappingSchema.safeParse(parseJson(text))
  if (!parsed.success) {
    const details = parsed.error.issues.map(({ path, message }) => ({ message, in: path.join('.') }))
    const first = details[0]
    throw new Problem('MAPPING_INVALID', `The mapping is not right at "${first?.in}": ${first?.message}.`, {
      ...(first ? { field: first.in } : {}),
      details,
    })
  }
  refuseDoubles(parsed.data)
  return parsed.data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Problem('MAPPING_INVALID', `The mapping is not JSON: ${(cause as Error).message}.`, { cause })
  }
}

/** Two sources for one property would overwrite each other without a word. */
function refuseDoubles({ columns, derive }: Mapping): void {
  const seen = new Set(Object.keys(derive))
  for (const [column, { property }] of Object.entries(columns)) {
    if (seen.has(property))
      throw new Problem('MAPPING_INVALID', `Two columns or rules fill the property "${property}".`, {
        field: `columns.${column}`,
      })
    seen.add(property)
  }
}

/** Refuses a mapping that names columns the file does not have. */
export function checkColumns(mapping: Mapping, header: readonly string[]): void {
  const named = [...Object.keys(mapping.columns), ...Object.values(mapping.derive).flatMap(columnsIn)]
  const missing = [...new Set(named)].filter((column) => !header.includes(column))
  if (missing.length === 0) return
  const shown = missing.slice(0, mostShown).map((name) => `"${name}"`)
  const rest = missing.length > mostShown ? ` and ${missing.length - mostShown} others` : ''
  throw new Problem('MAPPING_INVALID', `The file has no column ${shown.join(', ')}${rest}.`, {
    field: 'columns',
  })
}

/** A mapping for another file misses all of its columns. */
const mostShown = 5

const placeholder = /\{([^{}]+)\}/g

function columnsIn(template: string): string[] {
  return [...template.matchAll(placeholder)].map((match) => match[1] ?? '')
}

/** The derived text, or '' where a cell it needs is empty. */
export function fillTemplate(template: string, cellOf: (column: string) => string): string {
  let missing = false
  const text = template.replace(placeholder, (_, column: string) => {
    const cell = cellOf(column)
    if (cell === '') missing = true
    return cell
  })
  return missing ? '' : text
}
