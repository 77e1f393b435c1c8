import { findProperty, isWritable, type Property } from '@millrace/model'
import { Refusal, type ValueContext } from './value-context.js'

/** The property that a node names in `field` to be written; or why it cannot be, which is noted as well. */
export function findWritable(
  name: unknown,
  objectTypeId: string,
  context: ValueContext,
  field: string,
): Property | Refusal {
  if (typeof name !== 'string' || name === '') {
    context.findings.missing(field, 'The property')
    return new Refusal('missing_property', 'No property was chosen.')
  }
  const property = findProperty(context.catalogue, objectTypeId, name)
  if (!property) {
    context.findings.unknownProperty(field, name)
    return new Refusal('missing_property', `Property "${name}" does not exist.`)
  }
  if (isWritable(property)) return property
  // A-EDR-9: a source at most.
  const message = `Property "${name}" is read only.`
  context.findings.issue('READ_ONLY_VALUE', field, message)
  return new Refusal('read_only_property', message)
}
