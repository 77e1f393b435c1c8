// A site with forms in two accounts: what is sent from its pages, and who came of it.
import { aForm, fields, post, type Sent } from './a-form.js'
import { twoClients } from './two-clients.js'

export async function aSite() {
  const { server, hub, other } = await twoClients()

  /** The id of a new form. */
  async function made(more: object = {}, client = hub): Promise<string> {
    const form = await client.marketing.forms.formsApi.create(aForm(more) as never)
    return (form as unknown as { id: string }).id
  }

  const publicPath = (form: string, portal: number | string = server.a.accountId) =>
    `/submissions/v3/integration/submit/${portal}/${form}`

  function send(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Sent> {
    return post(server.url + path, body, headers)
  }

  function submit(form: string, values: Readonly<Record<string, string>>, more: object = {}) {
    return send(publicPath(form), { fields: fields(values), ...more })
  }

  function contact(email: string, client = hub) {
    return client.crm.contacts.basicApi.getById(
      email,
      ['email', 'firstname', 'lifecyclestage'],
      ['firstname'],
      undefined,
      undefined,
      'email',
    )
  }

  return { server, hub, other, made, publicPath, send, submit, contact }
}
