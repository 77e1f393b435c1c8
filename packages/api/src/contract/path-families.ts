// One resource, several spellings (api.md 1 and 3): an explicit table, because the dated position is not mechanical.

export interface PathFamily {
  /** The spelling routes are registered under. */
  readonly path: string
  /** Other spellings; `{date}` accepts any syntactically valid version (api.md 1.3). */
  readonly aliases: readonly string[]
  /** Where one alias stands for two families: how the rest of the path begins, as a pattern. The narrower comes first. */
  readonly before?: string
}

export const pathFamilies: readonly PathFamily[] = [
  {
    path: '/crm/v4/objects',
    aliases: ['/crm/objects/{date}'],
    before: '/[^/]+/[^/]+/associations/',
  },
  { path: '/crm/v4/associations', aliases: ['/crm/associations/v4', '/crm/associations/{date}'] },
  { path: '/crm/v3/objects', aliases: ['/crm/objects/{date}'] },
  {
    path: '/crm-object-schemas/v3/schemas',
    aliases: ['/crm/v3/schemas', '/crm-object-schemas/{date}/schemas'],
  },
  { path: '/crm/v3/properties', aliases: ['/crm/properties/{date}'] },
  { path: '/crm/v3/lists', aliases: ['/crm/lists/{date}'] },
  { path: '/crm/v3/pipelines', aliases: ['/crm/pipelines/{date}'] },
  { path: '/crm/v3/owners', aliases: ['/crm/owners/{date}'] },
  { path: '/settings/v3/users', aliases: ['/settings/users/v3', '/settings/users/{date}'] },
  {
    path: '/automation/v4/flows',
    aliases: ['/automation/{date}/flows', '/automation/v4/{date}/flows'],
  },
  {
    path: '/automation/v4/action-types',
    aliases: ['/automation/{date}/action-types', '/automation/v4/{date}/action-types'],
  },
  {
    path: '/automation/v4/workflow-id-mappings',
    aliases: ['/automation/{date}/workflow-id-mappings', '/automation/v4/{date}/workflow-id-mappings'],
  },
  { path: '/automation/v4/actions/callbacks', aliases: ['/automation/actions/callbacks/{date}'] },
  { path: '/automation/v4/actions', aliases: ['/automation/actions/{date}'] },
  { path: '/marketing/v3/emails', aliases: ['/marketing/emails/{date}'] },
  {
    path: '/communication-preferences/v4',
    aliases: ['/communication-preferences/{date}'],
  },
  { path: '/marketing/v3/forms', aliases: ['/marketing/forms/{date}'] },
  { path: '/events/v3/events', aliases: ['/events/event-occurrences/{date}'] },
  { path: '/events/v3/send', aliases: ['/events/{date}/send'] },
  { path: '/events/v3/event-definitions', aliases: ['/events/{date}/event-definitions'] },
  { path: '/oauth/v1', aliases: ['/oauth/{date}'] },
  { path: '/account-info/v3/details', aliases: ['/account-info/{date}/details'] },
]

/** Dated versions: `2026-03`, `2026-09-beta`. */
export const datedVersion = '20\\d\\d-(?:03|09)(?:-beta)?'
