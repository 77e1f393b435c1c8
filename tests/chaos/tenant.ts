// One account under load: everything it does goes through the HTTP API, again and again until it is answered.
import { randomUUID } from 'node:crypto'
import { createAccount, createToken, type Database } from '@millrace/store'
import { type FlowName, flowDocument, flowNames, numberProperties, textProperties } from './flows.js'
import { pause } from './wait.js'

interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

const contacts = '/crm/v3/objects/contacts'

export class Tenant {
  /** Id of each workflow. */
  readonly workflows = new Map<FlowName, number>()
  /** Last names of contacts whose creation was acknowledged: one contact each. */
  readonly created: string[] = []
  readonly ids: string[] = []
  readonly refusals: string[] = []
  #people = 0

  private constructor(
    readonly accountId: number,
    /** In every record of this account, and in no other's anything. */
    readonly canary: string,
    private readonly token: string,
    private readonly url: string,
  ) {}

  static async create(db: Database, url: string, letter: string): Promise<Tenant> {
    const accountId = await createAccount(db, { name: `Chaos ${letter}` })
    const { text } = await createToken(db, { accountId, label: 'chaos' })
    return new Tenant(accountId, `canary-${letter}-${randomUUID()}`, text, url)
  }

  async makeProperties(): Promise<void> {
    const property = (type: string, fieldType: string) => (name: string) => ({
      name,
      label: name,
      type,
      fieldType,
      groupName: 'contactinformation',
    })
    const inputs = [
      ...textProperties.map(property('string', 'text')),
      ...numberProperties.map(property('number', 'number')),
    ]
    await this.call('POST', '/crm/v3/properties/contacts/batch/create', { inputs })
  }

  async makeWorkflow(name: FlowName, port: number): Promise<void> {
    const receiver = (host: string) => `http://${host}:${port}/${this.accountId}/${name}`
    const { body } = await this.call('POST', '/automation/v4/flows', flowDocument(name, receiver))
    this.workflows.set(name, Number(body.id))
  }

  async makeWorkflows(port: number): Promise<void> {
    for (const name of flowNames) await this.makeWorkflow(name, port)
  }

  async publish(name: FlowName, enrollExisting = false): Promise<void> {
    await this.call('POST', `/millrace/v1/workflows/${this.workflows.get(name)}/publication`, {
      enrollExisting,
    })
  }

  async createContacts(count: number, values: (n: number) => Record<string, string>): Promise<void> {
    const names = Array.from({ length: count }, () => `${++this.#people}`)
    const inputs = names.map((lastname) => ({
      properties: {
        lastname,
        company: this.canary,
        email: `p${lastname}@a${this.accountId}.example.test`,
        ...values(Number(lastname)),
      },
    }))
    const { body } = await this.call('POST', `${contacts}/batch/create`, { inputs })
    const results = (body.results ?? []) as readonly { readonly id: string }[]
    this.created.push(...names)
    this.ids.push(...results.map(({ id }) => id))
  }

  change(id: string, properties: Record<string, string>): Promise<Answer> {
    return this.call('PATCH', `${contacts}/${id}`, { properties })
  }

  delete(id: string): Promise<Answer> {
    return this.call('DELETE', `${contacts}/${id}`)
  }

  /** Under one idempotency key until there is an answer: however often it is sent, it happens once (I11). */
  async call(method: string, path: string, body?: object): Promise<Answer> {
    const key = randomUUID()
    for (;;) {
      const answer = await this.#send(method, path, body, key)
      if (answer && answer.status < 500 && answer.status !== 429) {
        if (answer.status >= 400) this.refusals.push(`${method} ${path}: ${JSON.stringify(answer.body)}`)
        return answer
      }
      await pause(100)
    }
  }

  async #send(
    method: string,
    path: string,
    body: object | undefined,
    key: string,
  ): Promise<Answer | undefined> {
    try {
      const response = await fetch(this.url + path, {
        method,
        headers: {
          authorization: `Bearer ${this.token}`,
          'idempotency-key': key,
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(8_000),
      })
      const text = await response.text()
      return { status: response.status, body: text === '' ? {} : JSON.parse(text) }
    } catch {
      return undefined
    }
  }
}
