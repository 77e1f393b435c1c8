// An account in which everything there is to make was made: one word in every text, and another one in every name by
// which a thing can be asked for, so that an answer with the first cannot have it from the question.
import type { Tenant, TestServer } from '@millrace/api/testing'
import { aFlow } from '../hubspot-clients/a-flow.js'

type Json = Readonly<Record<string, unknown>>

export const canary = 'canary_of_b'
export const handle = 'named_by_b'

/** Makes one of everything in an account, through the API as its people would. */
export async function plant({ b }: TestServer): Promise<void> {
  const made = await makeRecords(b)
  await makeDefinitions(b)
  await makeLists(b, made)
  await makeWorkflow(b, made)
  await makePeopleAndApps(b)
  await makeMessages(b)
}

async function post(tenant: Tenant, path: string, body: unknown, method = 'POST'): Promise<Json> {
  const answer = await tenant.call(method, path, body)
  if (answer.status < 300) return answer.body
  throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
}

async function makeRecords(b: Tenant): Promise<string> {
  const named: Readonly<Record<string, Json>> = {
    contacts: { email: `${handle}@example.test`, firstname: canary, lastname: canary },
    companies: { name: canary, domain: `${handle}.test` },
    deals: { dealname: canary },
    tickets: { subject: canary, content: canary },
    notes: { hs_note_body: canary },
    tasks: { hs_task_subject: canary },
  }
  const ids: Record<string, string> = {}
  for (const [type, properties] of Object.entries(named))
    ids[type] = String((await post(b, `/crm/v3/objects/${type}`, { properties })).id)
  const { contacts = '', companies = '' } = ids
  await post(
    b,
    `/crm/v3/objects/contacts/${contacts}`,
    { properties: { lastname: `${canary} again` } },
    'PATCH',
  )
  await post(
    b,
    `/crm/v4/objects/contacts/${contacts}/associations/default/companies/${companies}`,
    undefined,
    'PUT',
  )
  return contacts
}

async function makeDefinitions(b: Tenant): Promise<void> {
  const property = { label: canary, description: canary, type: 'string', fieldType: 'text' }
  await post(b, '/crm/v3/properties/contacts', {
    ...property,
    name: `${handle}_property`,
    groupName: `${handle}_group`,
  })
  await post(b, '/crm-object-schemas/v3/schemas', {
    name: `${handle}_thing`,
    labels: { singular: canary, plural: canary },
    description: canary,
    properties: [{ ...property, name: `${handle}_name` }],
  })
  await post(b, `/crm/v3/objects/${handle}_thing`, { properties: { [`${handle}_name`]: canary } })
  await post(b, `/crm/v3/pipelines/${handle}_thing`, {
    label: canary,
    displayOrder: 1,
    stages: [{ label: canary, displayOrder: 0, metadata: { note: canary } }],
  })
  await post(b, '/crm/v4/associations/contacts/companies/labels', { label: canary, name: `${handle}_label` })
  await post(b, '/events/v3/event-definitions', {
    label: canary,
    name: `${handle}_event`,
    description: canary,
    primaryObject: 'CONTACT',
  })
}

async function makeLists(b: Tenant, contact: string): Promise<void> {
  const folder = await post(b, '/crm/v3/lists/folders', { name: canary })
  const listFolderId = Number((folder.folder as Json | undefined)?.id ?? 0)
  for (const name of [canary, handle]) {
    const made = await post(b, '/crm/v3/lists', {
      name,
      objectTypeId: '0-1',
      processingType: 'MANUAL',
      listFolderId,
    })
    const { listId } = made.list as { readonly listId: string }
    await post(b, `/crm/v3/lists/${listId}/memberships/add`, [contact], 'PUT')
  }
}

async function makeWorkflow(b: Tenant, contact: string): Promise<void> {
  const flow = await post(b, '/automation/v4/flows', aFlow({ name: canary, description: canary }))
  const workflow = `/millrace/v1/workflows/${String(flow.id)}`
  await post(b, `${workflow}/publication`, { enrollExisting: false, note: canary })
  await post(b, `${workflow}/enrollments`, { recordIds: [contact] })
}

async function makePeopleAndApps(b: Tenant): Promise<void> {
  const team = await post(b, '/millrace/v1/teams', { name: canary })
  await post(b, '/settings/v3/users', {
    email: `${handle}@people.test`,
    firstName: canary,
    lastName: canary,
    primaryTeamId: String(team.id),
  })
  await post(b, '/millrace/v1/tokens', { label: canary, scopes: [canary] })
  await post(b, '/millrace/v1/apps', {
    name: canary,
    redirectUrls: [`https://${handle}.test/`],
    scopes: [canary],
  })
}

async function makeMessages(b: Tenant): Promise<void> {
  const email = await post(b, '/marketing/v3/emails', {
    name: canary,
    subject: canary,
    from: { fromName: canary, replyTo: `${handle}@sender.test` },
    content: { html: `<p>${canary}</p>` },
  })
  await post(b, `/marketing/v3/emails/${String(email.id)}/publish`, undefined)
  await post(b, '/marketing/v3/forms', {
    formType: 'hubspot',
    name: canary,
    fieldGroups: [],
    configuration: {
      language: 'en',
      cloneable: true,
      editable: true,
      archivable: true,
      recaptchaEnabled: false,
      notifyContactOwner: false,
      notifyRecipients: [],
      createNewContactForNewEmail: false,
      prePopulateKnownValues: true,
      allowLinkToResetKnownValues: false,
      postSubmitAction: { type: 'thank_you', value: canary },
    },
    displayOptions: {
      renderRawHtml: false,
      theme: 'default_style',
      submitButtonText: canary,
      style: {},
      cssClass: '',
    },
    legalConsentOptions: { type: 'none' },
  })
  await post(b, '/automation/v4/actions/1', {
    actionUrl: `https://${handle}.test/`,
    published: true,
    objectTypes: ['CONTACT'],
    inputFields: [],
    functions: [{ functionType: 'PRE_ACTION_EXECUTION', functionSource: canary }],
    labels: { en: { actionName: canary } },
  })
}
