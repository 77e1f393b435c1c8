// Property values as a client writes them, made canonical (api.md 2.6).
import {
  appends,
  type CanonicalValue,
  isWritable,
  Problem,
  type ProblemDetail,
  toCanonical,
} from '@millrace/model'
import type { Definitions, StoredRecord } from '@millrace/store'

export type WrittenValues = Readonly<Record<string, CanonicalValue | null>>

/**
 * Canonical values by property name; null clears. `current` is needed where `needsCurrent` says so.
 * One Problem for all that is wrong, with one entry a property: PROPERTY_DOESNT_EXIST, READ_ONLY_VALUE, INVALID_….
 */
export function readValues(
  definitions: Definitions,
  objectTypeId: string,
  given: Readonly<Record<string, unknown>>,
  current?: StoredRecord,
): WrittenValues {
  const values: Record<string, CanonicalValue | null> = {}
  const problems: Problem[] = []
  for (const name in given) {
    const result = readValue(definitions, objectTypeId, name, given[name], current)
    if (result instanceof Problem) problems.push(result)
    else values[name] = result
  }
  if (problems.length > 0) throw together(problems)
  return values
}

/** True when a value can only be made canonical with the record at hand: a multi-select that is appended to. */
export function needsCurrent(
  definitions: Definitions,
  objectTypeId: string,
  given: Readonly<Record<string, unknown>>,
): boolean {
  for (const name in given) {
    const property = definitions.property(objectTypeId, name)
    if (property && appends(property, given[name])) return true
  }
  return false
}

function readValue(
  definitions: Definitions,
  objectTypeId: string,
  name: string,
  given: unknown,
  current: StoredRecord | undefined,
): CanonicalValue | null | Problem {
  const property = definitions.property(objectTypeId, name)
  if (!property)
    return refusal('PROPERTY_DOESNT_EXIST', `Property "${name.slice(0, 100)}" does not exist.`, name)
  if (!isWritable(property)) return refusal('READ_ONLY_VALUE', `Property "${name}" is read only.`, name)
  const result = toCanonical(property, given, { current: current?.value(name) })
  return result.ok ? result.value : result.problem
}

function refusal(code: 'PROPERTY_DOESNT_EXIST' | 'READ_ONLY_VALUE', message: string, name: string): Problem {
  return new Problem(code, message, { field: name, context: { propertyName: [name] } })
}

function together(problems: readonly Problem[]): Problem {
  const [first] = problems as readonly [Problem, ...Problem[]]
  const details: ProblemDetail[] = problems.map((problem) => problem.toDetail())
  return new Problem(first.code, `Property values were not valid: ${first.message}`, { details })
}
