// What preparing a node has in common: collecting what is wrong, and naming what it reads.
import { emptyReads, type Reads } from '@millrace/filters'
import { isObject, Problem, type ProblemCode } from '@millrace/model'
import type { ActionNode } from './action-node.js'
import type { Prepared, PrepareResult } from './prepared.js'

/** Everything met while a node is prepared. Fields are relative to the node. */
export class Findings {
  /** Blocks publishing (W-PUB-22). */
  readonly issues: Problem[] = []
  readonly warnings: Problem[] = []

  issue(code: ProblemCode, field: string, message: string): void {
    this.issues.push(new Problem(code, message, { field }))
  }

  warning(code: ProblemCode, field: string, message: string): void {
    this.warnings.push(new Problem(code, message, { field }))
  }

  /** A property that the account does not have: an import asks what it is called here (api.md 4.9). */
  unknownProperty(field: string, name: string): void {
    const message = `Property "${name}" does not exist.`
    this.issues.push(
      new Problem('PROPERTY_DOESNT_EXIST', message, { field, context: { propertyName: [name] } }),
    )
  }

  /** A placeholder's missing field: one issue each (A-PLH-6). */
  missing(field: string, what: string): void {
    this.issue('MISSING_FIELD', field, `${what} is missing.`)
  }

  /** The result of preparing: unusable without `prepared`, else usable with what was found. */
  result(prepared: Prepared | null): PrepareResult {
    if (prepared === null) return { ok: false, problems: this.issues }
    return { ok: true, prepared, issues: this.issues, warnings: this.warnings }
  }
}

/** Reads of named properties of the record itself. */
export function propertyReads(names: Iterable<string>): Reads {
  const properties = new Set(names)
  return properties.size === 0 ? emptyReads : { ...emptyReads, properties }
}

/** The node's `fields`, empty for a placeholder (A-PLH-1). */
export function fieldsOf(node: ActionNode): Readonly<Record<string, unknown>> {
  return node.fields ?? {}
}

/** Members of ours on a node: `node.millrace` (engine.md 6). */
export function additionsOf(node: ActionNode): Readonly<Record<string, unknown>> {
  return isObject(node.millrace) ? node.millrace : {}
}
