// 0-73444249: sets a label on associations; those without one yet, and other labels, stay (A-ASC-3).
import * as z from 'zod'
import { associationAction } from './association-action.js'
import { labelField, matchFields } from './fields.js'
import { plainType, readLabel } from './label.js'
import { associatedBy, compileMatching, namesProperties } from './targets.js'

export const applyLabels = associationAction(
  {
    type: '0-73444249',
    title: 'Apply association labels',
    help: 'Label the associations of the enrolled record, with all it has or with those that match it.',
    schema: z.looseObject({
      fields: z.looseObject({ ...matchFields, labelToApply: labelField }).optional(),
    }),
  },
  (fields, other, context, findings) => {
    const label = readLabel(fields, 'labelToApply', other.id, context, findings)
    if (label === undefined) findings.missing('fields.labelToApply', 'The label')
    if (!label) return null
    const targets = namesProperties(fields)
      ? compileMatching(fields, other, context, findings)
      : associatedBy(plainType(context, other.id) ?? label)
    return targets && { targets, set: [label], remove: [] }
  },
)
