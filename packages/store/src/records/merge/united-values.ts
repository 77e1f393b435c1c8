import { type CanonicalValue, fold, isMultiSelect, type Patch, type Property } from '@millrace/model'
import type { Definitions } from '../../definitions/definitions.js'
import type { StoredRecord } from '../stored-record.js'

/** Where a contact keeps the addresses of those it took in. */
const additionalEmails = 'hs_additional_emails'

/**
 * What a merge writes on the survivor (decision 12): its own value wins, an empty one is filled from the record that
 * disappears, and a contact keeps the other's e-mail addresses as additional ones. Both records loaded whole.
 */
export function unitedValues(
  { catalogue }: Pick<Definitions, 'catalogue'>,
  survivor: StoredRecord,
  loser: StoredRecord,
): Patch {
  const patch: Record<string, readonly [CanonicalValue | null, CanonicalValue | null]> = {}
  for (const property of catalogue.properties.get(survivor.objectTypeId)?.values() ?? []) {
    const { name } = property
    if (property.placement === 'column' || property.calculated) continue
    const own = survivor.value(name) ?? null
    const value =
      name === additionalEmails ? unitedEmails(property, survivor, loser) : (own ?? loser.value(name) ?? null)
    if (value !== null && JSON.stringify(own) !== JSON.stringify(value)) patch[name] = [own, value]
  }
  return patch
}

function unitedEmails(
  property: Property,
  survivor: StoredRecord,
  loser: StoredRecord,
): CanonicalValue | null {
  if (!isMultiSelect(property)) return null
  const own = survivor.value('email') ?? loser.value('email')
  const others = [survivor.value(additionalEmails), loser.value('email'), loser.value(additionalEmails)]
  const kept = new Map<string, string>()
  for (const address of others.flat().map((value) => String(value ?? ''))) {
    const key = fold(address)
    if (key !== '' && key !== fold(String(own ?? '')) && !kept.has(key)) kept.set(key, address)
  }
  return kept.size === 0 ? null : [...kept.values()].sort()
}
