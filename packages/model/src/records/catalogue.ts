// CONTRACT. An account's schema as one immutable value, valid for one definitions epoch.
import type { AccountSettings } from '../accounts/account-settings.js'
import type { Owner } from '../accounts/owner.js'
import type { EventType } from '../events/event-type.js'
import type { ActionDefinition } from '../extensions/action-definition.js'
import type { Property } from './property.js'

export interface ObjectType {
  /** `0-1`, `2-17`. */
  readonly id: string
  /** Plural name used in paths: `contacts`. */
  readonly name: string
  readonly singular: string
  /** `p{accountId}_name` for custom types, else equal to `name`. */
  readonly fullyQualifiedName: string
  readonly labels: { readonly singular: string; readonly plural: string }
  readonly primaryDisplayProperty: string
  readonly requiredProperties: readonly string[]
  readonly custom: boolean
}

export type AssociationCategory = 'HUBSPOT_DEFINED' | 'USER_DEFINED' | 'INTEGRATOR_DEFINED' | 'WORK'

export interface AssociationType {
  readonly category: AssociationCategory
  readonly typeId: number
  readonly fromObjectTypeId: string
  readonly toObjectTypeId: string
  /** Type id of the same association read from the other side. */
  readonly inverseTypeId: number
  /** null: unlabelled. */
  readonly label: string | null
  readonly name: string
  /** One record has no more of these: the newest takes the label over (primary labels; api.md 7.3). */
  readonly maxPerRecord: number | null
  /** The account lets one record have no more of these: one more is refused. */
  readonly userLimit: number | null
}

export interface Catalogue {
  readonly accountId: number
  readonly epoch: number
  /** IANA zone of the account (W-SET-6: UTC unless set). */
  readonly timeZone: string
  /** 1 to 12. */
  readonly fiscalYearStartMonth: number
  readonly settings: AccountSettings
  readonly objectTypes: ReadonlyMap<string, ObjectType>
  /** By object type id, then by property name; archived ones are not in it. */
  readonly properties: ReadonlyMap<string, ReadonlyMap<string, Property>>
  readonly associationTypes: readonly AssociationType[]
  /** Of object types that have pipelines: the pipeline of each stage, by object type id, then by stage. */
  readonly pipelineOfStage?: ReadonlyMap<string, ReadonlyMap<string, string>>
  /** Every user, as an owner of records. */
  readonly owners?: readonly Owner[]
  /** Actions of apps by the id of their definition; archived ones are not in it. */
  readonly actionDefinitions?: ReadonlyMap<number, ActionDefinition>
  /** Events that the account has defined, by id; archived ones are not in it. */
  readonly eventTypes?: ReadonlyMap<string, EventType>
}

/** A property of an object type, or undefined where there is none. */
export function findProperty(catalogue: Catalogue, objectTypeId: string, name: string): Property | undefined {
  return catalogue.properties.get(objectTypeId)?.get(name)
}

/** Resolves `contacts`, `contact`, `0-1`, `my_thing`, `p1_my_thing` (api.md 2.6). */
export function findObjectType(catalogue: Catalogue, idOrName: string): ObjectType | undefined {
  const direct = catalogue.objectTypes.get(idOrName)
  if (direct) return direct
  const wanted = idOrName.toLowerCase()
  for (const type of catalogue.objectTypes.values()) {
    const { name, singular, fullyQualifiedName } = type
    if ([name, singular, fullyQualifiedName].some((known) => known.toLowerCase() === wanted)) return type
  }
  return undefined
}
