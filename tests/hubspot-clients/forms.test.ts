// Forms through HubSpot's own client; both path families.
import { expect, test } from 'vitest'
import { aForm, emailField, options } from './a-form.js'
import { aSite } from './a-site.js'
import { refusal } from './refusal.js'

const site = await aSite()
const { server } = site

test('the client makes, reads, lists, changes, replaces and archives forms; another account sees none of it', async () => {
  const { hub, made, other } = site
  const api = hub.marketing.forms.formsApi
  const id = await made()
  const read = (await api.getById(id)) as unknown as Record<string, unknown>
  expect(read).toMatchObject({
    id,
    formType: 'hubspot',
    name: 'Contact us',
    archived: false,
    createdAt: expect.any(Date),
    legalConsentOptions: { type: 'none' },
    displayOptions: { theme: 'canvas', submitButtonText: 'Go', style: { submitAlignment: 'left' } },
    fieldGroups: [
      { fields: [{ fieldType: 'email' }, { fieldType: 'single_line_text' }] },
      { fields: [{ options }] },
    ],
  })
  const consent = {
    type: 'implicit_consent_to_process',
    privacyText: 'Privacy',
    communicationsCheckboxes: [],
  }
  const changed = await api.update(id, { name: 'Write to us', legalConsentOptions: consent } as never)
  expect(changed).toMatchObject({ name: 'Write to us', legalConsentOptions: consent })
  const replaced = await api.replace(id, { ...aForm({ name: 'New' }), id } as never)
  expect(replaced).toMatchObject({ id, name: 'New', legalConsentOptions: { type: 'none' } })

  const second = await made({ name: 'Second' })
  const first = await api.getPage(undefined, 1)
  expect([first.results.length, first.paging?.next?.after]).toEqual([1, expect.any(String)])
  const rest = await api.getPage(first.paging?.next?.after, 100, false, ['hubspot'])
  expect(rest.results).toMatchObject([{ id: second }])
  expect(rest.paging).toBeUndefined()
  expect((await api.getPage(undefined, 10, false, ['captured'])).results).toEqual([])

  expect((await other.marketing.forms.formsApi.getPage()).results).toEqual([])
  const theirs = other.marketing.forms.formsApi
  for (const forbidden of [
    () => theirs.getById(id),
    () => theirs.update(id, { name: 'Mine' } as never),
    () => theirs.replace(id, aForm() as never),
    () => theirs.archive(id),
  ])
    expect((await refusal(forbidden())).code).toBe(404)

  await api.archive(second)
  expect((await refusal(api.getById(second))).code).toBe(404)
  expect(await api.getById(second, true)).toMatchObject({ archived: true })
  expect((await api.getPage(undefined, 10, true)).results).toMatchObject([{ id: second }])
  expect(await api.getById(id)).toMatchObject({ name: 'New' })
})

test('api.md 2.8 every kind of field and of consent keeps its discriminator, also in fields that depend on others', async () => {
  const { hub, made } = site
  const kinds = [
    ...['phone', 'mobile_phone', 'multi_line_text', 'number', 'single_checkbox', 'datepicker', 'file'],
    ...['multiple_checkboxes', 'radio', 'payment_link_radio'],
  ]
  const names = [
    'phone',
    'mobilephone',
    'jobtitle',
    'zip',
    'city',
    'country',
    'company',
    'address',
    'state',
    'website',
  ]
  const one = kinds.map((fieldType, i) => ({ fieldType, name: names[i], label: fieldType }))
  const dependentCondition = { operator: 'set_any', values: ['lead'] }
  const dependentFields = one.map((dependentField) => ({ dependentCondition, dependentField }))
  const field = { fieldType: 'dropdown', name: 'lifecyclestage', label: 'Stage', options, dependentFields }
  const id = await made({ fieldGroups: [{ fields: [field] }] })
  const read = JSON.parse(JSON.stringify(await hub.marketing.forms.formsApi.getById(id)))
  const seen = read.fieldGroups[0].fields[0].dependentFields
  expect(
    seen.map((each: { dependentField: { fieldType: string } }) => each.dependentField.fieldType),
  ).toEqual(kinds)
  expect(seen[0].dependentCondition.operator).toBe('set_any')
  for (const type of [
    'none',
    'explicit_consent_to_process',
    'implicit_consent_to_process',
    'legitimate_interest',
  ]) {
    const form = await made({ legalConsentOptions: { type } })
    expect(await hub.marketing.forms.formsApi.getById(form)).toMatchObject({ legalConsentOptions: { type } })
  }
})

test.each([
  ['an unknown kind of form', { formType: 'flow' }],
  ['an unknown kind of field', { fieldGroups: [{ fields: [{ ...emailField, fieldType: 'slider' }] }] }],
  ['a property that does not exist', { fieldGroups: [{ fields: [{ ...emailField, name: 'nothing' }] }] }],
  ['a property that is read only', { fieldGroups: [{ fields: [{ ...emailField, name: 'hs_object_id' }] }] }],
  ['a field twice', { fieldGroups: [{ fields: [emailField, emailField] }] }],
  ['an unknown kind of consent', { legalConsentOptions: { type: 'maybe' } }],
  ['an empty slot', { legalConsentOptions: {} }],
])('a form with %s is refused', async (_, more) => {
  const answer = await server.a.call('POST', '/marketing/forms/2026-09-beta', aForm(more))
  expect([answer.status, answer.body.category]).toEqual([400, 'VALIDATION_ERROR'])
})
