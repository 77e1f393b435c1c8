// 0-61139484: puts one label in the place of another, or of all others (A-ASC-3).
import * as z from 'zod'
import { associationAction } from './association-action.js'
import { labelField, matchFields } from './fields.js'
import { plainType, readLabel } from './label.js'
import { associatedBy } from './targets.js'

export const updateLabels = associationAction(
  {
    type: '0-61139484',
    title: 'Update association labels',
    help: 'Replace a label of the enrolled record’s associations by another one; without the old one, every label.',
    schema: z.looseObject({
      fields: z
        .looseObject({ ...matchFields, labelToReplace: labelField, labelToApply: labelField })
        .optional(),
    }),
  },
  (fields, other, context, findings) => {
    const label = readLabel(fields, 'labelToApply', other.id, context, findings)
    const old = readLabel(fields, 'labelToReplace', other.id, context, findings)
    if (label === undefined) findings.missing('fields.labelToApply', 'The new label')
    if (old?.label === null)
      findings.issue('WORKFLOW_INVALID', 'fields.labelToReplace', 'Only a label can be replaced.')
    if (!label || old === null || old?.label === null) return null
    const remove = old ? [{ category: old.category, typeId: old.typeId }] : 'labels'
    return { targets: associatedBy(old ?? plainType(context, other.id) ?? label), set: [label], remove }
  },
)
