import { type OutputField, type Outputs, outputsFrom } from '@millrace/actions'
import { isObject, isStorableText } from '@millrace/model'
import type { AnswerBody } from './read-answer.js'

/** A-COD-13's bound, for webhooks too: an output is a value, not a document. */
const longestOutput = 65_000
const mostOutputs = 100

/**
 * Outputs of a JSON answer: exactly the declared ones (A-WHK-12, A-WHK-13). A webhook that declares none, as HubSpot's
 * documents do, leaves the plain members (api.md 8.2), because a branch after it may ask for any of them.
 */
export function answerOutputs(body: AnswerBody, declared?: readonly OutputField[]): Outputs {
  const parsed = answeredObject(body)
  if (!parsed) return {}
  return declared ? outputsFrom(parsed, declared) : plainMembers(parsed)
}

/** null where the answer is no JSON object, or was cut. */
export function answeredObject({ text, cut }: AnswerBody): Readonly<Record<string, unknown>> | null {
  return cut ? null : parsedObject(text)
}

function plainMembers(parsed: Readonly<Record<string, unknown>>): Outputs {
  const outputs: [string, string | number | boolean][] = []
  for (const [name, field] of Object.entries(parsed).slice(0, mostOutputs)) {
    const value = plain(field)
    if (value !== undefined && name !== '__proto__' && isStorableText(name)) outputs.push([name, value])
  }
  return Object.fromEntries(outputs)
}

function parsedObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

function plain(value: unknown): string | number | boolean | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return value
  if (typeof value !== 'string' || value === '') return undefined
  return value.length <= longestOutput && isStorableText(value) ? value : undefined
}
