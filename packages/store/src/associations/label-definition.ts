// What may be said of an association label, and what may not be done to one.

import type { AssociationRead } from '@millrace/filters'
import { type AssociationType, isStorableText, Problem } from '@millrace/model'
import type { Definitions } from '../definitions/definitions.js'

export interface NewLabel {
  readonly from: string
  readonly to: string
  readonly label: string
  /** Read from the other side; absent: the same text. */
  readonly inverseLabel?: string
  /** Unique between two object types; absent: made from the label. */
  readonly name?: string
}

export const mostLabels = 50

/** Problem: INVALID_BODY. */
export function checkLabel(field: string, text: string): string {
  const label = text.trim()
  if (label === '' || label.length > 100 || !isStorableText(label))
    throw new Problem('INVALID_BODY', 'A label is text of 1 to 100 characters.', { field })
  return label
}

/** Problem: INVALID_BODY. */
export function nameOf({ name, label }: Pick<NewLabel, 'name' | 'label'>): string {
  if (name === undefined) {
    const made = label
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '')
    return /^[a-z]/.test(made) ? made : `label_${made}`
  }
  if (!/^[A-Za-z][A-Za-z0-9_]{0,99}$/.test(name))
    throw new Problem(
      'INVALID_BODY',
      'A name has up to 100 letters, digits and _, and begins with a letter.',
      {
        field: 'name',
      },
    )
  return name
}

/** Problem: LABEL_IN_USE where a published workflow reads records by this type. */
export function refuseInUse(definitions: Definitions, type: AssociationType): void {
  for (const { compiled } of definitions.workflows.values()) {
    const steps = [...compiled.steps.values()].flatMap(({ prepared }) => prepared.reads.associations)
    if (![...compiled.asks.associations, ...steps].some((read) => reads(read, type))) continue
    throw new Problem(
      'LABEL_IN_USE',
      `Workflow ${compiled.workflowId} asks for "${type.label ?? type.name}".`,
      {
        context: { workflowIds: [String(compiled.workflowId)] },
      },
    )
  }
}

function reads({ category, typeId, reads: further }: AssociationRead, type: AssociationType): boolean {
  const isIt = category === type.category && (typeId === type.typeId || typeId === type.inverseTypeId)
  return isIt || further.associations.some((read) => reads(read, type))
}
