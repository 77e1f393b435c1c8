import { Problem } from '../problems.js'
import { toCanonical } from '../records/canonical.js'
import type { CanonicalValue } from '../records/value.js'
import { type EventProperty, type EventType, shapeOfEventProperty } from './event-type.js'

export type EventValues = Readonly<Record<string, CanonicalValue>>

/**
 * The canonical values of an event as it was sent; those that are empty are left out. One Problem for all that is wrong,
 * with one entry a property: PROPERTY_DOESNT_EXIST, INVALID_….
 */
export function toCanonicalEvent(type: EventType, given: Readonly<Record<string, unknown>>): EventValues {
  const values: Record<string, CanonicalValue> = {}
  const problems: Problem[] = []
  for (const [name, input] of Object.entries(given)) {
    const property = type.properties.find((candidate) => candidate.name === name)
    const result = property ? canonical(property, input) : unknown(type, name)
    if (result instanceof Problem) problems.push(result)
    else if (result !== null) values[name] = result
  }
  const [first] = problems
  if (!first) return values
  throw new Problem(first.code, `Event properties were not valid: ${first.message}`, {
    details: problems.map((problem) => problem.toDetail()),
  })
}

function canonical(property: EventProperty, input: unknown): CanonicalValue | null | Problem {
  const result = toCanonical(shapeOfEventProperty(property), input)
  return result.ok ? result.value : result.problem
}

function unknown(type: EventType, name: string): Problem {
  const shown = name.slice(0, 100)
  return new Problem('PROPERTY_DOESNT_EXIST', `Event "${type.name}" has no property "${shown}".`, {
    field: shown,
    context: { propertyName: [shown] },
  })
}
