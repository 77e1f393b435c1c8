// Tokens in text, compiled to parts once: {{ enrolled_object.city }}, {{ contact.firstname | default: "there" }},
// {{ fetched_objects.employer.name }}, {{ enrollment_event.hs_form_id }}, {{ action_outputs.action_output_3.key }}
// (api.md 6.2; A-GEN-9, A-GEN-10). Unknown tokens render empty.
import { findObjectType, findProperty, toWire } from '@millrace/model'
import type { Member } from '../crm.js'
import { eventText, findEventProperty, isEventToken } from './find-event-property.js'
import { findFetched } from './find-fetched.js'
import type { ValueContext } from './value-context.js'

export interface Template {
  /** The text itself where it holds no token. */
  readonly constant: string | null
  readonly reads: readonly string[]
  render(member: Member): string
}

type Part = string | ((member: Member) => string)

const token = /\{\{\s*([^{}]*?)\s*\}\}/g
const defaultFilter = /^default:\s*(?:"([^"]*)"|'([^']*)'|([^\s,]+))/
const actionOutput = /^action_outputs\.action_output_(\d+)\.(.+)$/
const fetchedObjects = 'fetched_objects.'
const typePrefix = /^_(\d+)_(\d+)\.(.+)$/

/** True where the text holds a token. */
export function hasTokens(text: string): boolean {
  return text.includes('{{')
}

/** `encode`: what is done to a value before it stands in the text: nothing, or escaping it for HTML. */
export function compileTemplate(
  text: string,
  context: ValueContext,
  field: string,
  encode: (value: string) => string = asItIs,
): Template {
  const reads: string[] = []
  const parts = partsOf(text, encode, (path) => compilePath(path, context, field, reads))
  const only = parts[0]
  if (parts.length === 0) return constantTemplate('')
  if (parts.length === 1 && typeof only === 'string') return constantTemplate(only)
  return { constant: null, reads, render: (member) => renderParts(parts, member) }
}

function constantTemplate(text: string): Template {
  return { constant: text, reads: [], render: () => text }
}

function renderParts(parts: readonly Part[], member: Member): string {
  let text = ''
  for (const part of parts) text += typeof part === 'string' ? part : part(member)
  return text
}

const asItIs = (value: string) => value

function partsOf(
  text: string,
  encode: (value: string) => string,
  compile: (path: string) => (member: Member) => string,
): Part[] {
  const parts: Part[] = []
  let end = 0
  for (const match of text.matchAll(token)) {
    if (match.index > end) parts.push(text.slice(end, match.index))
    const read = withDefault(match[1] ?? '', compile)
    parts.push(encode === asItIs ? read : (member) => encode(read(member)))
    end = match.index + match[0].length
  }
  if (end < text.length) parts.push(text.slice(end))
  return parts
}

function withDefault(body: string, compile: (path: string) => (member: Member) => string) {
  const [path = '', ...filters] = body.split('|').map((part) => part.trim())
  const read = compile(path)
  const match = filters.map((filter) => defaultFilter.exec(filter)).find((found) => found !== null)
  if (!match) return read
  const fallback = match[1] ?? match[2] ?? match[3] ?? ''
  return (member: Member) => read(member) || fallback
}

function compilePath(
  path: string,
  context: ValueContext,
  field: string,
  reads: string[],
): (member: Member) => string {
  const output = actionOutput.exec(path)
  if (output) return outputText(output[1] ?? '', output[2] ?? '')
  if (path === 'enrolled_object') return (member) => String(member.record.id)
  if (isEventToken(path)) return eventPropertyText(path, context, field)
  if (path.startsWith(fetchedObjects)) return fetchedText(path.slice(fetchedObjects.length), context, field)
  const name = propertyOfEnrolled(path, context)
  if (name === undefined) return unknownToken(path, context, field)
  return propertyText(name, context, field, reads)
}

function unknownToken(path: string, { findings }: ValueContext, field: string) {
  findings.warning('WORKFLOW_INVALID', field, `The token {{ ${path} }} is not known and stays empty.`)
  return () => ''
}

function eventPropertyText(path: string, context: ValueContext, field: string) {
  const found = findEventProperty(path, context)
  if (found.length === 0) return unknownToken(path, context, field)
  return (member: Member) => eventText(found, member) ?? ''
}

function fetchedText(path: string, context: ValueContext, field: string) {
  const fetched = findFetched(path, context, field)
  if (fetched === null) return () => ''
  const { property } = fetched
  if (property === null) return (member: Member) => String(fetched.of(member)?.id ?? '')
  return (member: Member) => toWire(property, fetched.of(member)?.value(property.name)) ?? ''
}

function outputText(actionId: string, key: string) {
  return (member: Member) => {
    const value = member.output(actionId, key)
    return value === undefined ? '' : typeof value === 'object' ? value.join(';') : String(value)
  }
}

/** The property of the enrolled record that a path names, undefined where it names something else. */
function propertyOfEnrolled(path: string, context: ValueContext): string | undefined {
  const numbered = typePrefix.exec(path)
  if (numbered) return `${numbered[1]}-${numbered[2]}` === context.objectTypeId ? numbered[3] : undefined
  const dot = path.indexOf('.')
  if (dot <= 0) return undefined
  const owner = path.slice(0, dot)
  if (owner === 'enrolled_object') return path.slice(dot + 1)
  return findObjectType(context.catalogue, owner)?.id === context.objectTypeId
    ? path.slice(dot + 1)
    : undefined
}

function propertyText(name: string, context: ValueContext, field: string, reads: string[]) {
  const property = findProperty(context.catalogue, context.objectTypeId, name)
  if (!property) {
    context.findings.unknownProperty(field, name)
    return () => ''
  }
  reads.push(name)
  return (member: Member) => toWire(property, member.record.value(name)) ?? ''
}
