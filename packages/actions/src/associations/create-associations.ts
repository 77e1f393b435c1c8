// 0-63189541: associates the enrolled record with those that match it (A-ASC-1, A-ASC-2, A-ASC-5 to A-ASC-7).
import { memberText } from '@millrace/filters'
import * as z from 'zod'
import { associationAction } from './association-action.js'
import { labelField, matchFields } from './fields.js'
import { plainType, readLabel } from './label.js'
import { makingMissing } from './make-missing.js'
import { compileMatching } from './targets.js'

export const createAssociations = associationAction(
  {
    type: '0-63189541',
    title: 'Create associations',
    help: 'Associate the enrolled record with records that have the same value in a property, or with a new one.',
    schema: z.looseObject({
      fields: z
        .looseObject({
          ...matchFields,
          createAssociationOnly: z.union([z.string(), z.boolean()]).nullish(),
          labelToApply: labelField,
        })
        .optional(),
    }),
  },
  (fields, other, context, findings) => {
    const matching = compileMatching(fields, other, context, findings)
    const isOnly = memberText(fields.createAssociationOnly ?? 'true') === 'true'
    const targets = matching && (isOnly ? matching : makingMissing(matching, other, findings))
    const label = readLabel(fields, 'labelToApply', other.id, context, findings)
    const type = label === undefined ? plainType(context, other.id) : label
    if (type === undefined)
      findings.issue(
        'ASSOCIATION_TYPE_NOT_FOUND',
        'fields.toObjectType',
        `There is no association with ${other.labels.plural.toLowerCase()}.`,
      )
    return targets && type ? { targets, set: [type], remove: [] } : null
  },
)
