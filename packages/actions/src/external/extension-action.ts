// `1-<definition>`: an action of an app (A-INT-10 to 18; api.md 8.3). Which fields it has stands in its definition.
import { emptyReads } from '@millrace/filters'
import {
  type ActionDefinition,
  actionTypeIdOf,
  type Catalogue,
  findObjectType,
  findProperty,
  Problem,
  type Property,
  toWire,
} from '@millrace/model'
import * as z from 'zod'
import type { Action, PrepareContext } from '../action.js'
import type { ActionNode } from '../action-node.js'
import type { Crm, Member } from '../crm.js'
import { ordinaryStep } from '../flow/edges.js'
import type { Outcome } from '../outcome.js'
import { Findings, fieldsOf, propertyReads } from '../prepare.js'
import type { Prepared, PrepareResult } from '../prepared.js'
import { compileInput, type Input, inputText } from '../values/compile-input.js'
import type { ValueContext } from '../values/value-context.js'
import { type OutputField, outputFieldsOf } from './output-fields.js'
import type { WebhookRequest } from './webhook-request.js'

const schema = z.looseObject({ fields: z.looseObject({}).optional() })

/**
 * The action of a type such as `1-17`; undefined for other types. Whether its definition exists is asked when it is
 * prepared.
 */
export function extensionAction(type: string): Action | undefined {
  const [, id] = /^1-([1-9]\d{0,14})$/.exec(type) ?? []
  if (id === undefined) return undefined
  return {
    type,
    kind: 'SINGLE_CONNECTION',
    title: `Action ${type} of an app`,
    help: 'Calls an app, which does its part and answers with outputs.',
    category: 'external',
    effectKind: 'webhook',
    schema,
    outputs: [{ name: 'hs_execution_state', type: 'string', label: 'Outcome' }],
    repeatSafe: true,
    ...ordinaryStep,
    prepare: (node, context) => prepare(Number(id), node, context),
  }
}

/** Its app has taken it back, or never was here: the step keeps its place and fails (A-GEN-18). */
const gone: Prepared = {
  reads: emptyReads,
  writes: new Set(),
  run: (members) => members.map(() => ({ kind: 'failed', code: 'unsupported_action' })),
}

interface NamedInput {
  readonly name: string
  readonly input: Input
}

interface Compiled {
  readonly definition: ActionDefinition
  readonly url: URL
  readonly inputs: readonly NamedInput[]
  /** Properties of the record that the app asked to be sent (A-INT-14). */
  readonly properties: readonly Property[]
  readonly outputFields: readonly OutputField[]
}

function prepare(definitionId: number, node: ActionNode, context: PrepareContext): PrepareResult {
  const findings = new Findings()
  const definition = context.catalogue.actionDefinitions?.get(definitionId)
  if (!definition) {
    const type = actionTypeIdOf(definitionId)
    findings.issues.push(new Problem('UNSUPPORTED_ACTION', `No app has registered the action ${type}.`))
    return findings.result(gone)
  }
  if (!isFor(definition, context)) {
    const message = 'This action of an app cannot be used with this type of record.'
    findings.issues.push(new Problem('WORKFLOW_INVALID', message))
  }
  const inputs = compileInputs(definition, node, { ...context, clearWhenEmpty: false, findings })
  if (findings.issues.length > 0) return findings.result(null)
  const properties = propertiesOf(definition, context)
  const url = new URL(definition.actionUrl)
  const compiled = { definition, url, inputs, properties, outputFields: outputFieldsOf(definition) }
  const read = [...inputs.flatMap(({ input }) => input.reads), ...properties.map(({ name }) => name)]
  return findings.result({
    reads: propertyReads(read),
    writes: new Set(),
    destination: { url: url.href, field: 'actionTypeId' },
    run: (members, crm) => members.map((member) => call(compiled, member, crm)),
  })
}

function isFor({ objectTypes }: ActionDefinition, { catalogue, objectTypeId }: PrepareContext): boolean {
  return (
    objectTypes.length === 0 ||
    objectTypes.some((written) => findObjectType(catalogue, written)?.id === objectTypeId)
  )
}

function compileInputs(
  { inputFields }: ActionDefinition,
  node: ActionNode,
  context: ValueContext,
): NamedInput[] {
  const fields = fieldsOf(node)
  return inputFields.flatMap(({ typeDefinition: { name }, isRequired }) => {
    const written = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (!isRequired && isEmpty(written)) return []
    const input = compileInput(isEmpty(written) ? null : written, context, `fields.${name}`, `"${name}"`)
    return input ? [{ name, input }] : []
  })
}

function isEmpty(written: unknown): boolean {
  return written === undefined || written === null || written === ''
}

function propertiesOf(
  { objectRequestOptions }: ActionDefinition,
  { catalogue, objectTypeId }: PrepareContext,
): Property[] {
  return (objectRequestOptions?.properties ?? []).flatMap(
    (name) => findProperty(catalogue, objectTypeId, name) ?? [],
  )
}

function call(
  { definition, url, inputs, properties, outputFields }: Compiled,
  member: Member,
  crm: Crm,
): Outcome {
  const values = inputs.flatMap(({ name, input }) => {
    const text = inputText(input, input.read(member, crm))
    return text === null ? [] : [[name, text] as const]
  })
  const callbackId = callbackIdOf(crm.catalogue.accountId, member, crm.actionId)
  const inputFields = Object.fromEntries(values)
  const body = {
    callbackId,
    origin: {
      portalId: crm.catalogue.accountId,
      actionDefinitionId: definition.id,
      actionDefinitionVersion: definition.revisionId,
    },
    context: { source: 'WORKFLOWS', workflowId: crm.workflowId },
    object: objectOf(member, properties, crm.catalogue),
    inputFields,
    fields: inputFields,
  }
  const request: WebhookRequest = {
    method: 'POST',
    url: url.href,
    headers: { 'content-type': 'application/json' },
    body: { kind: 'json', text: JSON.stringify(body) },
    authentication: { type: 'SIGNATURE', appId: String(definition.appId), optional: true },
    outputFields,
    extension: true,
  }
  return {
    kind: 'effect',
    effect: { kind: 'webhook', lane: url.host, repeatSafe: true, request: { ...request } },
  }
}

/** Names one execution, the same at every attempt. */
function callbackIdOf(
  accountId: number,
  { enrollmentId, visit }: Pick<Member, 'enrollmentId' | 'visit'>,
  actionId: string,
): string {
  return `ap-${accountId}-${enrollmentId}-${actionId}-${visit}`
}

function objectOf({ record }: Member, properties: readonly Property[], catalogue: Catalogue) {
  const type = catalogue.objectTypes.get(record.objectTypeId)
  const values = properties.flatMap((property) => {
    const text = toWire(property, record.value(property.name))
    return text === null ? [] : [[property.name, text] as const]
  })
  return {
    objectId: record.id,
    objectType: !type || type.custom ? record.objectTypeId : type.singular.toUpperCase(),
    properties: Object.fromEntries(values),
  }
}
