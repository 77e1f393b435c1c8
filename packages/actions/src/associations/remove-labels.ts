// 0-61139476: takes a label off associations, or the associations themselves (A-ASC-3, A-ASC-4).
import { memberText } from '@millrace/filters'
import * as z from 'zod'
import { associationAction } from './association-action.js'
import { labelField, matchFields } from './fields.js'
import { plainType, readLabel } from './label.js'
import { associatedBy } from './targets.js'

export const removeLabels = associationAction(
  {
    type: '0-61139476',
    title: 'Remove association labels',
    help: 'Take a label off the enrolled record’s associations, or remove the associations altogether.',
    schema: z.looseObject({
      fields: z
        .looseObject({
          ...matchFields,
          labelToRemove: labelField,
          // Ours (A-ASC-4): the associations with this label go, without one all of them.
          removeAssociation: z.union([z.string(), z.boolean()]).nullish(),
        })
        .optional(),
    }),
  },
  (fields, other, context, findings) => {
    const isWhole = memberText(fields.removeAssociation ?? 'false') === 'true'
    const label = readLabel(fields, 'labelToRemove', other.id, context, findings)
    if (label === undefined && !isWhole) findings.missing('fields.labelToRemove', 'The label')
    const type = label === undefined && isWhole ? plainType(context, other.id) : label
    if (!type) return null
    const { category, typeId } = type
    return { targets: associatedBy(type), set: [], remove: isWhole ? 'all' : [{ category, typeId }] }
  },
)
