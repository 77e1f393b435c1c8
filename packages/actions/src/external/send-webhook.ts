// WEBHOOK: builds a request; the outbox sends it after commit, at least once, with a stable id (A-WHK).
import { memberText } from '@millrace/filters'
import { isObject } from '@millrace/model'
import * as z from 'zod'
import type { Action, PrepareContext } from '../action.js'
import type { ActionNode } from '../action-node.js'
import type { Crm, Member } from '../crm.js'
import { ordinaryStep } from '../flow/edges.js'
import type { Outcome } from '../outcome.js'
import { additionsOf, Findings, propertyReads } from '../prepare.js'
import type { Destination, PrepareResult, Reference } from '../prepared.js'
import { compileInput, type Input, inputText } from '../values/compile-input.js'
import { compileTemplate, hasTokens, type Template } from '../values/tokens.js'
import type { ValueContext } from '../values/value-context.js'
import { valueSchema } from '../values/value-schema.js'
import { type OutputField, outputFieldsSchema, readOutputFields } from './output-fields.js'
import type { WebhookAuthentication, WebhookMethod, WebhookRequest } from './webhook-request.js'

const methods: readonly WebhookMethod[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

export const sendWebhook: Action = {
  type: 'WEBHOOK',
  kind: 'WEBHOOK',
  title: 'Send a webhook',
  help: 'Send the record, or chosen values, to an address of yours.',
  category: 'external',
  schema: z.looseObject({
    method: z.string().optional(),
    webhookUrl: z.string().optional(),
    queryParams: z
      .array(z.looseObject({ name: z.string().optional(), value: valueSchema.optional() }))
      .nullish(),
    authSettings: z.looseObject({ type: z.string().optional() }).nullish(),
    outputFields: outputFieldsSchema,
    millrace: z.looseObject({ outputFields: outputFieldsSchema }).nullish(),
  }),
  outputs: [
    { name: 'hs_http_status', type: 'number', label: 'Status code' },
    { name: 'hs_execution_state', type: 'string', label: 'Outcome' },
  ],
  repeatSafe: true,
  effectKind: 'webhook',
  ...ordinaryStep,
  prepare,
}

interface Parameter {
  readonly name: string
  readonly input: Input
}

interface Compiled {
  readonly method: WebhookMethod
  readonly url: Template
  readonly parameters: readonly Parameter[]
  readonly authentication: WebhookAuthentication | null
  readonly outputFields: readonly OutputField[] | null
}

function prepare(node: ActionNode, context: PrepareContext): PrepareResult {
  const findings = new Findings()
  const values: ValueContext = { ...context, clearWhenEmpty: false, findings }
  const method = readMethod(node.method, findings)
  const url = compileUrl(node.webhookUrl, values)
  const parameters = compileParameters(node.queryParams, values)
  const authentication = readAuthentication(node.authSettings, findings)
  const outputFields = readDeclared(node, findings)
  if (url === null || method === null || findings.issues.length > 0) return findings.result(null)
  const { template, destination } = url
  const compiled = { method, url: template, parameters, authentication, outputFields }
  return findings.result({
    reads: propertyReads([...template.reads, ...parameters.flatMap((parameter) => parameter.input.reads)]),
    writes: new Set(),
    references: secretsNamed(authentication),
    destination,
    run: (members, crm) => members.map((member) => send(compiled, member, crm)),
  })
}

/** On the node, as custom code has them, or among our additions. */
function readDeclared(node: ActionNode, findings: Findings): readonly OutputField[] | null {
  const own = readOutputFields(node.outputFields, 'outputFields', findings)
  return own ?? readOutputFields(additionsOf(node).outputFields, 'millrace.outputFields', findings)
}

/** The signing secret of an app is kept under `app:<appId>`. */
function secretsNamed(authentication: WebhookAuthentication | null): readonly Reference[] {
  if (authentication === null) return []
  return authentication.type === 'AUTH_KEY'
    ? [{ kind: 'secret', id: authentication.secretName, field: 'authSettings.secretName' }]
    : [{ kind: 'secret', id: `app:${authentication.appId}`, field: 'authSettings.appId' }]
}

function send(webhook: Compiled, member: Member, crm: Crm): Outcome {
  const url = parseUrl(webhook.url.render(member))
  if (url === null) return { kind: 'failed', code: 'invalid_url' }
  const values = webhook.parameters.map(
    ({ name, input }) => [name, inputText(input, input.read(member, crm))] as const,
  )
  if (webhook.method === 'GET') for (const [name, value] of values) url.searchParams.append(name, value ?? '')
  const request: WebhookRequest = {
    method: webhook.method,
    url: url.href,
    headers: webhook.method === 'GET' ? {} : { 'content-type': 'application/json' },
    body: bodyOf(webhook.method, values),
    authentication: webhook.authentication,
    ...(webhook.outputFields && { outputFields: webhook.outputFields }),
  }
  return {
    kind: 'effect',
    effect: { kind: 'webhook', lane: url.host, repeatSafe: true, request: { ...request } },
  }
}

/** Exactly the named values, else the whole record (api.md 8.2; A-WHK-6, A-WHK-7). */
function bodyOf(
  method: WebhookMethod,
  values: readonly (readonly [string, string | null])[],
): WebhookRequest['body'] {
  if (method === 'GET') return { kind: 'none' }
  return values.length === 0
    ? { kind: 'record' }
    : { kind: 'json', text: JSON.stringify(Object.fromEntries(values)) }
}

function readMethod(written: unknown, findings: Findings): WebhookMethod | null {
  const method = methods.find((known) => known === memberText(written ?? 'POST').toUpperCase())
  if (method) return method
  findings.issue('WORKFLOW_INVALID', 'method', `The method is one of ${methods.join(', ')}.`)
  return null
}

interface CompiledUrl {
  readonly template: Template
  readonly destination: Destination
}

/** Syntax only: which addresses may be reached is asked when it is published, and when it is sent (A-WHK-5). */
function compileUrl(written: unknown, context: ValueContext): CompiledUrl | null {
  if (typeof written !== 'string' || written.trim() === '') {
    context.findings.missing('webhookUrl', 'The URL')
    return null
  }
  const refuse = (message: string) => {
    context.findings.issue('WORKFLOW_INVALID', 'webhookUrl', message)
    return null
  }
  const text = written.trim()
  const fromToken = 'The host of a webhook cannot come from a token.'
  if (hasTokens(text.split('/').slice(0, 3).join('/'))) return refuse(fromToken)
  const template = compileTemplate(text, context, 'webhookUrl')
  const [url, other] = ['x', 'y'].map((filler) => parseUrl(filledWith(filler, text)))
  if (!url || !other) return refuse('A webhook needs an absolute https URL without a user name.')
  // What the URL parser takes for the host may stand further back: `https:///{{ … }}/`.
  if (url.host !== other.host) return refuse(fromToken)
  return { template, destination: { url: url.href, field: 'webhookUrl' } }
}

function filledWith(filler: string, text: string): string {
  return text.replace(/\{\{[^{}]*\}\}/g, filler)
}

/** http is for the hosts that an installation allows, which are not known here. */
function parseUrl(text: string): URL | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  const plain = url.username === '' && url.password === '' && url.hostname !== ''
  return plain && (url.protocol === 'https:' || url.protocol === 'http:') ? url : null
}

function compileParameters(written: unknown, context: ValueContext): Parameter[] {
  if (!Array.isArray(written)) return []
  return written.flatMap((entry: unknown, index) => {
    const field = `queryParams[${index}]`
    const { name, value } = isObject(entry) ? entry : {}
    if (typeof name !== 'string' || name === '') {
      context.findings.missing(`${field}.name`, 'The name')
      return []
    }
    const input = compileInput(value, context, `${field}.value`, `The value of "${name}"`)
    return input ? [{ name, input }] : []
  })
}

function readAuthentication(written: unknown, findings: Findings): WebhookAuthentication | null {
  if (!isObject(written) || written.type === undefined || written.type === 'NONE') return null
  const { type, name, location, secretName, appId } = written
  if (type === 'SIGNATURE') return { type, appId: memberText(appId) }
  if (type !== 'AUTH_KEY') {
    findings.issue('WORKFLOW_INVALID', 'authSettings.type', 'The authentication is AUTH_KEY or SIGNATURE.')
    return null
  }
  if (typeof secretName !== 'string' || secretName === '')
    findings.missing('authSettings.secretName', 'The secret')
  if (typeof name !== 'string' || !/^[!#$%&'*+\-.^_`|~\w]+$/.test(name))
    findings.missing('authSettings.name', 'The name of the header or parameter')
  if (location !== 'HEADER' && location !== 'QUERY_PARAM') {
    findings.issue('WORKFLOW_INVALID', 'authSettings.location', 'The location is HEADER or QUERY_PARAM.')
    return null
  }
  return { type, name: memberText(name), location, secretName: memberText(secretName) }
}
