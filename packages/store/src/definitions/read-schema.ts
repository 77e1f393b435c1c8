import type { ActionDefinition, AssociationType, ObjectType, Property } from '@millrace/model'
import sql from 'sql-template-tag'
import type { SettingsRow } from '../accounts/account-settings.js'
import type { Transaction } from '../database.js'
import type { EventDefinition } from '../events/event-definition.js'
import type { OwnerOption, PipelineOption } from '../properties/outside-options.js'

export interface SchemaRows {
  readonly epoch: number
  readonly timeZone: string
  readonly fiscalYearStartMonth: number
  /** null: the account has chosen nothing. */
  readonly settings: SettingsRow | null
  readonly objectTypes: readonly ObjectType[]
  readonly properties: readonly Property[]
  readonly associationTypes: readonly AssociationType[]
  readonly owners: readonly OwnerOption[]
  readonly pipelines: readonly PipelineOption[]
  readonly actionDefinitions: readonly ActionDefinition[]
  readonly eventDefinitions: readonly Pick<
    EventDefinition,
    'id' | 'name' | 'label' | 'objectTypeId' | 'properties'
  >[]
  readonly workflows: readonly PublishedWorkflow[]
  readonly lists: readonly ActiveList[]
}

/** An active list: its filter decides who is in it. */
export interface ActiveList {
  readonly id: number
  readonly version: number
  readonly objectTypeId: string
  readonly filter: unknown
  readonly timeZone: string | null
}

export interface PublishedWorkflow {
  readonly id: number
  readonly revisionId: number
  readonly isEnabled: boolean
  readonly enabledEpoch: number | null
  /** Epoch ms. */
  readonly enabledAt: number | null
}

/**
 * An account's whole schema with the epoch it belongs to. One statement, hence one snapshot: read in several, a reader
 * without the lock could see half of a publication. Archived rows are left out.
 */
export async function readSchema(tx: Transaction): Promise<SchemaRows> {
  const [row] = await tx.query<{ schema: SchemaRows }>(
    sql`
      SELECT jsonb_build_object(
        'epoch', a.definitions_epoch,
        'timeZone', a.time_zone,
        'fiscalYearStartMonth', a.fiscal_year_start_month,
        'settings', (
          SELECT jsonb_build_object(
            'noBackwardLifecycle', no_backward_lifecycle, 'workingDays', working_days, 'holidays', holidays)
          FROM account_settings WHERE account_id = a.id),
        'objectTypes', coalesce((
          SELECT jsonb_agg(jsonb_build_object(
            'id', id, 'name', name, 'singular', singular, 'fullyQualifiedName', fully_qualified_name, 'labels', labels,
            'primaryDisplayProperty', primary_display_property, 'requiredProperties', required_properties,
            'custom', custom) ORDER BY id)
          FROM object_types WHERE account_id = a.id AND archived_at IS NULL), '[]'),
        'properties', coalesce((
          SELECT jsonb_agg(jsonb_build_object(
            'id', id, 'objectTypeId', object_type_id, 'name', name, 'label', label, 'type', type,
            'fieldType', field_type, 'groupName', group_name, 'description', description, 'options', options,
            'externalOptions', external_options, 'referencedObjectType', referenced_object_type, 'hasUniqueValue', has_unique_value, 'keyed', keyed,
            'readOnly', read_only, 'calculated', calculated, 'hidden', hidden, 'displayOrder', display_order,
            'placement', placement, 'archivedAt', null) ORDER BY id)
          FROM properties WHERE account_id = a.id AND archived_at IS NULL), '[]'),
        'associationTypes', coalesce((
          SELECT jsonb_agg(jsonb_build_object(
            'category', category, 'typeId', type_id, 'fromObjectTypeId', from_object_type_id,
            'toObjectTypeId', to_object_type_id, 'inverseTypeId', inverse_type_id, 'label', label, 'name', name,
            'maxPerRecord', max_per_record, 'userLimit', user_limit) ORDER BY from_object_type_id, to_object_type_id, type_id)
          FROM association_types WHERE account_id = a.id AND archived_at IS NULL), '[]'),
        'owners', coalesce((
          SELECT jsonb_agg(jsonb_build_object(
            'ownerId', u.owner_id, 'userId', u.id, 'email', u.email, 'firstName', u.first_name, 'lastName', u.last_name,
            'archived', u.deactivated_at IS NOT NULL, 'teamId', t.team_id) ORDER BY u.owner_id)
          FROM users u LEFT JOIN team_members t
            ON t.account_id = u.account_id AND t.user_id = u.id AND t.is_primary
          WHERE u.account_id = a.id), '[]'),
        'pipelines', coalesce((
          SELECT jsonb_agg(jsonb_build_object(
            'objectTypeId', p.object_type_id, 'id', p.id, 'label', p.label, 'stages', coalesce((
              SELECT jsonb_agg(jsonb_build_object('id', s.id, 'label', s.label) ORDER BY s.display_order, s.id)
              FROM pipeline_stages s
              WHERE s.account_id = p.account_id AND s.object_type_id = p.object_type_id AND s.pipeline_id = p.id
                AND s.archived_at IS NULL), '[]')) ORDER BY p.object_type_id, p.display_order, p.id)
          FROM pipelines p WHERE p.account_id = a.id AND p.archived_at IS NULL), '[]'),
        'actionDefinitions', coalesce((
          SELECT jsonb_agg(definition || jsonb_build_object('id', id, 'appId', app_id, 'revisionId', revision_id) ORDER BY id)
          FROM action_definitions WHERE account_id = a.id AND archived_at IS NULL), '[]'),
        'eventDefinitions', coalesce((
          SELECT jsonb_agg(jsonb_build_object(
            'id', id, 'name', name, 'label', label, 'objectTypeId', object_type_id, 'properties', properties)
            ORDER BY id)
          FROM event_definitions WHERE account_id = a.id AND archived_at IS NULL), '[]'),
        'workflows', coalesce((
          SELECT jsonb_agg(jsonb_build_object(
            'id', id, 'revisionId', published_revision_id, 'isEnabled', is_enabled, 'enabledEpoch', enabled_epoch,
            'enabledAt', floor(extract(epoch FROM enabled_at) * 1000)) ORDER BY id)
          FROM workflows WHERE account_id = a.id AND deleted_at IS NULL AND published_revision_id IS NOT NULL), '[]'),
        'lists', coalesce((
          SELECT jsonb_agg(jsonb_build_object(
            'id', id, 'version', version, 'objectTypeId', object_type_id, 'filter', filter, 'timeZone', time_zone)
            ORDER BY id)
          FROM lists WHERE account_id = a.id AND deleted_at IS NULL AND processing_type = 'DYNAMIC'
            AND filter IS NOT NULL), '[]')
      ) AS schema
      FROM accounts a WHERE a.id = ${tx.accountId}`,
    'definitions.read-schema',
  )
  if (!row) throw new Error(`account ${tx.accountId} vanished inside its own transaction`)
  return row.schema
}
