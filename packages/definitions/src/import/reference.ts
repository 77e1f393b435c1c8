// What a document from elsewhere names by ids of the account it comes from (api.md 4.9 rule 3).

/** Kinds, as they are called in a mapping. */
export const referenceKinds = [
  'lists',
  'emails',
  'users',
  'owners',
  'teams',
  'pipelines',
  'stages',
  'forms',
  'workflows',
  'objectTypes',
  'associationTypes',
  'subscriptions',
  'sequences',
  'secrets',
  'apps',
  'appActions',
  'campaignGroups',
  'eventTypes',
  'datasets',
  'pages',
  'imports',
] as const

export type ReferenceKind = (typeof referenceKinds)[number]

export interface Reference {
  readonly kind: ReferenceKind
  readonly id: string
  /** `actions[2].fields.listId`. */
  readonly field: string
}
