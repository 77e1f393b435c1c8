// Outputs that a step declares, and reading them from what a receiver answered (A-WHK-12, A-WHK-13; api.md 6.1, 8.3).
import { memberText } from '@millrace/filters'
import {
  type ActionDefinition,
  type CanonicalValue,
  isObject,
  isStorableText,
  type PropertyType,
  toCanonical,
} from '@millrace/model'
import * as z from 'zod'
import type { Outputs } from '../outcome.js'
import type { Findings } from '../prepare.js'

export interface OutputField {
  readonly name: string
  readonly type: OutputType
  /** Where it stands in the answer, from the outside in; its name unless said otherwise. */
  readonly path: readonly string[]
}

/** Written in any case; `PHONE_NUMBER`, `ENUMERATION` and the like are text. */
const outputTypes = {
  STRING: 'string',
  PHONE_NUMBER: 'string',
  ENUMERATION: 'string',
  NUMBER: 'number',
  BOOL: 'bool',
  BOOLEAN: 'bool',
  DATE: 'date',
  DATETIME: 'datetime',
} as const satisfies Record<string, PropertyType>
type OutputType = (typeof outputTypes)[keyof typeof outputTypes]

const mostOutputFields = 100
/** A-COD-13: an output is a value, not a document. */
const longestOutput = 65_000

export const outputFieldsSchema = z
  .array(
    z.looseObject({
      name: z.string().optional(),
      type: z.string().optional(),
      path: z.string().optional().describe('Where it stands in the answer, as in data.id; absent: its name'),
    }),
  )
  .nullish()

/** null: none are declared. What is wrong is noted. */
export function readOutputFields(written: unknown, field: string, findings: Findings): OutputField[] | null {
  if (!Array.isArray(written) || written.length === 0) return null
  if (written.length > mostOutputFields)
    findings.issue('LIMIT_EXCEEDED', field, `A step has at most ${mostOutputFields} outputs.`)
  const seen = new Set<string>()
  return written.flatMap((entry: unknown, index) => {
    const read = readOutputField(entry, `${field}[${index}]`, findings)
    if (read === null) return []
    if (seen.has(read.name))
      findings.issue('WORKFLOW_INVALID', `${field}[${index}].name`, `The output "${read.name}" stands twice.`)
    seen.add(read.name)
    return [read]
  })
}

function readOutputField(entry: unknown, field: string, findings: Findings): OutputField | null {
  const { name, type, path } = isObject(entry) ? entry : {}
  if (typeof name !== 'string' || name === '') {
    findings.missing(`${field}.name`, 'The name of the output')
    return null
  }
  const known = outputTypeOf(type)
  if (known === undefined) {
    const names = Object.keys(outputTypes).join(', ')
    findings.issue('WORKFLOW_INVALID', `${field}.type`, `The type of an output is one of ${names}.`)
    return null
  }
  return { name, type: known, path: typeof path === 'string' && path !== '' ? path.split('.') : [name] }
}

/** The type a document names; text where it names none, undefined where there is no such type. */
function outputTypeOf(written: unknown): OutputType | undefined {
  const name = memberText(written ?? 'STRING').toUpperCase()
  return Object.hasOwn(outputTypes, name) ? outputTypes[name as keyof typeof outputTypes] : undefined
}

/** Outputs of an app's definition; a type that is not known is text. */
export function outputFieldsOf({ outputFields = [] }: Pick<ActionDefinition, 'outputFields'>): OutputField[] {
  return outputFields.map(({ typeDefinition: { name, type } }) => ({
    name,
    type: outputTypeOf(type) ?? 'string',
    path: [name],
  }))
}

/** The declared outputs in an answer, as values of their types; what is missing or does not fit stays empty. */
export function outputsFrom(answer: unknown, fields: readonly OutputField[]): Outputs {
  const outputs: Record<string, CanonicalValue> = {}
  for (const { name, type, path } of fields) {
    const value = typedValue(valueAt(answer, path), type)
    if (value !== null && name !== '__proto__') outputs[name] = value
  }
  return outputs
}

function valueAt(answer: unknown, path: readonly string[]): unknown {
  let at = answer
  for (const name of path) at = isObject(at) && Object.hasOwn(at, name) ? at[name] : undefined
  return at
}

function typedValue(value: unknown, type: OutputType): CanonicalValue | null {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return null
  if (typeof value === 'string' && !isStorableText(value)) return null
  if (type === 'string') return String(value) === '' ? null : firstCodePoints(String(value), longestOutput)
  const shape = { name: 'output', type, fieldType: 'text', options: [], externalOptions: true }
  const result = toCanonical(shape, value)
  return result.ok ? result.value : null
}

/** Never half a character. */
function firstCodePoints(text: string, most: number): string {
  return text.length <= most
    ? text
    : Array.from(text.slice(0, 2 * most))
        .slice(0, most)
        .join('')
}
