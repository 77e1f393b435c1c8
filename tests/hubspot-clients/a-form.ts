// A form as a client writes it, and what a page sends with it.

export const common = { objectTypeId: '0-1', hidden: false, required: false, dependentFields: [] }
export const options = [
  { label: 'Lead', value: 'lead', displayOrder: 0 },
  { label: 'Customer', value: 'customer', displayOrder: 1 },
]

export const emailField = {
  ...common,
  fieldType: 'email',
  name: 'email',
  label: 'E-mail',
  required: true,
  validation: { blockedEmailDomains: ['blocked.test'], useDefaultBlockList: false },
}

export function aForm(more: object = {}) {
  return {
    formType: 'hubspot',
    name: 'Contact us',
    createdAt: new Date(),
    updatedAt: new Date(),
    archived: false,
    fieldGroups: [
      {
        groupType: 'default_group',
        richTextType: 'text',
        fields: [
          emailField,
          { ...common, fieldType: 'single_line_text', name: 'firstname', label: 'First name' },
        ],
      },
      {
        groupType: 'default_group',
        richTextType: 'text',
        fields: [
          {
            ...common,
            fieldType: 'dropdown',
            name: 'lifecyclestage',
            label: 'Stage',
            options,
            defaultValues: [],
          },
        ],
      },
    ],
    configuration: {
      language: 'en',
      cloneable: true,
      editable: true,
      archivable: true,
      recaptchaEnabled: false,
      notifyContactOwner: false,
      notifyRecipients: [],
      createNewContactForNewEmail: true,
      prePopulateKnownValues: true,
      allowLinkToResetKnownValues: false,
      postSubmitAction: { type: 'thank_you', value: 'Thank you!' },
    },
    displayOptions: { renderRawHtml: false, theme: 'canvas', submitButtonText: 'Go' },
    legalConsentOptions: { type: 'none' },
    ...more,
  }
}

export interface Sent {
  readonly status: number
  readonly body: {
    readonly errors?: readonly { readonly errorType: string }[]
    readonly inlineMessage?: string
    readonly redirectUri?: string
    readonly correlationId?: string
  }
  readonly headers: Headers
}

export async function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Sent> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as Sent['body'], headers: response.headers }
}

export const fields = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([name, value]) => ({ objectTypeId: '0-1', name, value }))

/** How a submission was refused. */
export const types = (sent: Sent) => [sent.status, sent.body.errors?.map(({ errorType }) => errorType)]
