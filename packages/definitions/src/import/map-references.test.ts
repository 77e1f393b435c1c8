import { memoryCatalogue } from '@millrace/actions/testing'
import { describe, expect, test } from 'vitest'
import { hubspotLikeFlow } from '../testing/hubspot-like-flow.js'
import { imported, read, reportOf } from '../testing/imported-flow.js'
import type { Flow } from '../workflow/flow.js'
import { publishingProblems } from '../workflow/publishing-problems/index.js'
import { exportFlow } from './import-flow.js'
import { referencesIn } from './map-references.js'
import { importMappingSchema } from './mapping.js'

const employer = {
  name: 'employer',
  type: 'ASSOCIATION',
  objectTypeId: '0-2',
  associationCategory: 'HUBSPOT_DEFINED',
  associationTypeId: 279,
}

describe('api.md 4.9 rule 3', () => {
  const everything = {
    lists: ['9101', '9102', '9103'],
    emails: ['9401'],
    users: ['9402'],
    owners: ['9301'],
    teams: ['9302', '9403'],
    pipelines: ['9304'],
    stages: ['9303'],
    forms: ['f0f0-form'],
    workflows: ['9201', '9202', '9203'],
    objectTypes: ['2-9307'],
    associationTypes: ['9308'],
    subscriptions: ['9306'],
    sequences: ['9404'],
    secrets: ['CRM_KEY'],
    apps: ['9406'],
    appActions: ['1-9405'],
    eventTypes: ['6-9309'],
    imports: ['9305'],
  }
  const idsByKind = (document: unknown) => {
    const found: Record<string, string[]> = {}
    for (const { kind, id } of referencesIn(document)) {
      found[kind] = [...new Set([...(found[kind] ?? []), id])].sort()
    }
    return found
  }

  test('every account-bound reference is reported with its places, and nothing else is', () => {
    expect(idsByKind(hubspotLikeFlow())).toEqual(everything)
    const { references } = reportOf(hubspotLikeFlow())
    expect(references.find(({ kind }) => kind === 'owners')).toEqual({
      kind: 'owners',
      id: '9301',
      to: null,
      fields: [
        'enrollmentCriteria.listFilterBranch.filters[0].operation.values[0]',
        'actions[2].fields.value.staticValue',
        'actions[13].fields.owner_assignment.value.staticValue',
      ],
    })
  })

  test('kinds that stand elsewhere: campaign groups, datasets, pages, date-of-form and e-mail filters', () => {
    const filter = (property: string, value: string) => ({ property, operation: { value } })
    expect(
      idsByKind({
        a: filter('hs_email_campaign_group_id', '5'),
        b: filter('hs_form_id', 'f'),
        c: { datasetId: 77, emailId: '8', pageId: '9' },
        d: { email_content_id: '0', targetProperty: 'dealstage', value: { staticValue: '123' } },
      }),
    ).toEqual({
      campaignGroups: ['5'],
      forms: ['f'],
      datasets: ['77'],
      emails: ['8'],
      pages: ['9'],
      stages: ['123'],
    })
  })

  test('a mapping puts the ids of this account in every place, numbers staying numbers, and leaves the rest', () => {
    const mapping = Object.fromEntries(
      Object.entries(everything).map(([kind, ids]) => [
        kind,
        Object.fromEntries(
          ids.map((id) => [
            id,
            id
              .replace(/9(?=\d{3})/, '7')
              .replace('CRM_KEY', 'KEY')
              .replace('f0f0', 'e1e1'),
          ]),
        ),
      ]),
    )
    const flow = imported(hubspotLikeFlow(), mapping)
    const found = Object.values(idsByKind(flow)).flat()
    expect(found.filter((id) => /9\d{3}|CRM_KEY|f0f0/.test(id))).toEqual([])
    expect(flow.suppressionListIds).toEqual([7101])
    expect(flow.customProperties).toEqual({ purpose: 'listId 5' })
    expect(flow.actions[9]).toMatchObject({
      sourceCode: expect.stringContaining('9999'),
      secretNames: ['KEY'],
    })
    expect(
      publishingProblems(flow, memoryCatalogue).filter(({ code }) => code === 'REFERENCE_UNMAPPED'),
    ).toEqual([])
  })

  test('an id nobody has mapped keeps the workflow off, until an edit writes another in its place', () => {
    const document = (listId: string, imported_?: unknown) => ({
      type: 'CONTACT_FLOW',
      objectTypeId: '0-1',
      flowType: 'WORKFLOW',
      startActionId: '1',
      actions: [{ actionId: '1', type: 'SINGLE_CONNECTION', actionTypeId: '0-63809083', fields: { listId } }],
      ...(imported_ !== undefined && { millrace: { imported: imported_ } }),
    })
    const unmapped = (flow: Flow) =>
      publishingProblems(flow, memoryCatalogue).filter(({ code }) => code === 'REFERENCE_UNMAPPED')
    const flow = imported(document('12'))
    expect(unmapped(flow)).toMatchObject([{ field: 'actions[0].fields.listId' }])
    expect(unmapped(read(document('4', flow.millrace?.imported)))).toEqual([])
    // The same number may be right: then somebody has to say so.
    expect(unmapped(imported(document('12'), { lists: { '12': '12' } }))).toEqual([])
  })

  test('a property that is not here is reported, and can be renamed wherever it is named', () => {
    expect(reportOf(hubspotLikeFlow()).references).toContainEqual(
      expect.objectContaining({ kind: 'properties', id: 'shoe_size', to: null }),
    )
    const text = JSON.stringify(
      exportFlow(imported(hubspotLikeFlow(), { properties: { shoe_size: 'boot_size', lead_source: null } })),
    )
    expect(text).not.toContain('shoe_size')
    expect(text).toContain('Call {{ contact.boot_size }}')
    expect(text).toContain('"propertyName":"lead_source"')
  })

  test('a property that a token names is reported and renamed as well, of the record and of a fetched one', () => {
    const document = {
      type: 'CONTACT_FLOW',
      objectTypeId: '0-1',
      flowType: 'WORKFLOW',
      startActionId: '1',
      dataSources: [employer],
      actions: [
        {
          actionId: '1',
          type: 'SINGLE_CONNECTION',
          actionTypeId: '0-9',
          fields: {
            subject: 'Size {{ enrolled_object.shoe_size }}',
            body: '{{ fetched_objects.employer.hat_size }}',
            owner_properties: ['{{ fetched_objects.employer.old_owner }}'],
          },
        },
      ],
    }
    const { references, problems } = reportOf(document)
    const properties = references.filter(({ kind }) => kind === 'properties')
    expect(properties.map(({ id }) => id).sort()).toEqual(['hat_size', 'old_owner', 'shoe_size'])
    expect(problems).toEqual([])
    const names = { shoe_size: 'city', hat_size: 'name', old_owner: 'hubspot_owner_id' }
    expect(reportOf(document, { properties: names }).canBeTurnedOn).toBe(true)
  })

  test('api.md 4.6 data sources of the account that nothing in the flow refers to need no mapping', () => {
    const own = { ...employer, associationCategory: 'USER_DEFINED', associationTypeId: 9308 }
    const flow = (text: string) => ({ dataSources: [{ ...own, name: 'other' }, own], actions: [{ text }] })
    expect(referencesIn(flow('{{ fetched_objects.employer.name }}'))).toEqual([
      { kind: 'associationTypes', id: '9308', field: 'dataSources[1].associationTypeId' },
    ])
    expect(referencesIn(flow('nothing'))).toEqual([])
  })

  test('a mapping is checked: unknown kinds and shapes are refused', () => {
    expect(importMappingSchema.safeParse({ lists: { '12': 3, '13': null } }).success).toBe(true)
    expect(importMappingSchema.safeParse({ list: { '12': '3' } }).success).toBe(false)
    expect(importMappingSchema.safeParse({ actions: { '3': 'forget' } }).success).toBe(false)
  })
})
