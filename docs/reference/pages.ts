// The reference pages, printed from the registries: `npm run docs` writes them, a test holds them fresh.
import { allActions, outcomeCodes } from '@millrace/actions'
import { contract } from '@millrace/api'
import { COMMANDS, describeCommand, VARIABLES, type Variable } from '@millrace/cli'
import { userGroupNames } from '@millrace/filters'
import { builtInEventTypes, problemCatalogue, problemMeanings } from '@millrace/model'

import fc from 'fast-check'
// What random filters are made of is the list of operators: one that is not there is not vouched for.
import { clockTrees, trees } from '../../packages/filters/src/cases/random-filters.js'

const PRINTED = 'Printed by `npm run docs`; changes belong into the code.'

/** File name and text of each page. */
export function referencePages(): ReadonlyMap<string, string> {
  return new Map([
    ['actions.md', actionsPage()],
    ['commands.md', commandsPage()],
    ['endpoints.md', endpointsPage()],
    ['events.md', eventsPage()],
    ['operators.md', operatorsPage()],
    ['problems.md', problemsPage()],
    ['settings.md', settingsPage()],
  ])
}

function actionsPage(): string {
  const codes = Object.entries(outcomeCodes).map(([code, text]) => [`\`${code}\``, text])
  return page('Actions', [
    'What a workflow can do, by `actionTypeId` or, for the other kinds of nodes, by `type`. A flow with other actions is stored as it is, but cannot be turned on.',
    ...allActions.flatMap(describeAction),
    '## Why a step ended as it did',
    'The `code` of an entry in the action log.',
    table(['code', 'meaning'], codes),
  ])
}

function describeAction(action: (typeof allActions)[number]): string[] {
  const traits = [
    `Category: ${action.category}.`,
    action.objectTypeIds ? `Object types: ${action.objectTypeIds.join(', ')}.` : 'For all object types.',
    action.repeatSafe ? '' : 'When it is unclear whether it happened, it is not repeated.',
  ]
  const members = membersOf(action.schema.toJSONSchema({ unrepresentable: 'any' }), '')
  const outputs = action.outputs.map(({ name, type, label }) => [`\`${name}\``, type, label])
  return [
    `## ${action.title} (\`${action.type}\`)`,
    action.help,
    traits.filter(Boolean).join(' '),
    table(['member', 'type'], members),
    ...(outputs.length > 0 ? ['Outputs, for later steps:', table(['name', 'type', 'meaning'], outputs)] : []),
  ]
}

/** What of JSON Schema we print. */
interface JsonSchema {
  readonly type?: string | readonly string[] | undefined
  readonly description?: string | undefined
  readonly properties?: Readonly<Record<string, JsonSchema | boolean>> | undefined
  readonly items?: JsonSchema | boolean | readonly (JsonSchema | boolean)[] | undefined
  readonly anyOf?: readonly (JsonSchema | boolean)[] | undefined
}

/** The members of a node, `fields`, `millrace` and lists opened up once: `fields.delta`, `listBranches[].branchName`. */
function membersOf(schema: JsonSchema, path: string): string[][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    if (typeof member === 'boolean') return []
    const at = `${path}${name}`
    const items = itemsOf(member)
    if (name === 'fields' || (path === '' && name === 'millrace'))
      return membersOf(presentIn(member), `${at}.`)
    if (path.split('.').length < 3 && items?.properties) return membersOf(items, `${at}[].`)
    return [[`\`${at}\``, member.description ?? typeOf(member)]]
  })
}

/** Of what may be null, what it is otherwise. */
function presentIn(schema: JsonSchema): JsonSchema {
  return alternatives(schema).find(({ type }) => type !== 'null') ?? schema
}

function itemsOf(schema: JsonSchema): JsonSchema | undefined {
  const list = [schema, ...alternatives(schema)].find(({ type }) => type === 'array')
  return typeof list?.items === 'object' && !isList(list.items) ? list.items : undefined
}

const isList = (items: unknown): items is readonly unknown[] => Array.isArray(items)

const alternatives = (schema: JsonSchema) =>
  (schema.anyOf ?? []).filter((each): each is JsonSchema => typeof each === 'object')

function typeOf(schema: JsonSchema): string {
  const types = [schema, ...alternatives(schema)].flatMap(({ type }) => type ?? [])
  return [...new Set(types)].filter((type) => type !== 'null').join(' or ')
}

function endpointsPage(): string {
  const tags = [...new Set(contract.map(({ tag }) => tag))].sort()
  return page('Endpoints', [
    'What the HTTP API answers, with the scopes that a restricted token needs; `{type}` is the object type of the path. `GET /openapi.json` of a running server has every body and answer. HubSpot’s dated paths lead to the same endpoints.',
    ...tags.flatMap((tag) => [`## ${tag}`, table(['request', 'does', 'scopes'], endpointsOf(tag))]),
  ])
}

function endpointsOf(tag: string): string[][] {
  return contract
    .filter((endpoint) => endpoint.tag === tag)
    .map(({ method, path, summary, scopes, ownerOnly }) => {
      const who = ownerOnly
        ? 'owner of the installation'
        : (scopes ?? []).map((scope) => `\`${scope}\``).join(', ')
      return [`\`${method} ${path.replace(/:(\w+)/g, '{$1}')}\``, summary, who]
    })
}

function eventsPage(): string {
  const rows = builtInEventTypes
    .filter(({ neverEnrolls }) => !neverEnrolls)
    .map(({ id, label, objectTypeIds, properties }) => [
      `\`${id}\``,
      label,
      objectTypeIds?.join(', ') ?? 'all',
      properties.map(({ name }) => `\`${name}\``).join(', '),
    ])
  return page('Events', [
    'What may enroll a record: `eventTypeId` of a branch of `eventFilterBranches`. Those of an account’s own have ids such as `6-1`. Conditions name properties of the event; actions read them as `{{ enrollment_event.name }}`.',
    table(['event', 'what happens', 'records', 'properties'], rows),
  ])
}

function operatorsPage(): string {
  const found = operationsIn([trees, clockTrees].map((each) => fc.sample(each, { seed: 1, numRuns: 4000 })))
  const rows = [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, operators]) => {
      return [
        `\`${type}\``,
        [...operators]
          .sort()
          .map((name) => `\`${name}\``)
          .join(', '),
      ]
    })
  return page('Filter operators', [
    'What a filter on a property may ask: `operation.operationType` and `operation.operator`. Both meanings of each, in memory and in SQL, are tested to agree. The spelling of lists (`number-ranged`) is read as well. Anything else is kept in a document, and reported as not evaluated.',
    table(['operation type', 'operators'], rows),
    'A property that holds an owner may also be compared with users by what they are, by `IS_ANY_OF` and its opposites: `operation.millrace.users` lists the groups beside the `values`, which may then be empty. `operation.millrace.currentUserId` says who the current user is.',
    table(
      ['group', 'who that is'],
      userGroupNames.map(([name, words]) => [`\`${name}\``, words]),
    ),
  ])
}

/** Operation type → operators, of every operation somewhere inside. */
function operationsIn(value: unknown, found = new Map<string, Set<string>>()): Map<string, Set<string>> {
  if (typeof value !== 'object' || value === null) return found
  const { operationType, operator } = value as { operationType?: unknown; operator?: unknown }
  if (typeof operationType === 'string' && typeof operator === 'string') {
    const type = operationType.toUpperCase()
    found.set(type, (found.get(type) ?? new Set()).add(operator))
  }
  for (const member of Object.values(value)) operationsIn(member, found)
  return found
}

function commandsPage(): string {
  return page('Commands', [
    'Run with `npx millrace` in the repository. Each ends with 0 when all went well, 1 when it failed, 2 when it was called wrongly, 3 when it cannot reach the database, 130 when it was interrupted.',
    ...COMMANDS.flatMap((command) => [
      `## ${command.name}`,
      `\`\`\`text\n${describeCommand(command)}\n\`\`\``,
    ]),
  ])
}

function problemsPage(): string {
  const rows = Object.entries(problemCatalogue).map(([code, { status, category }]) => [
    `\`${code}\``,
    String(status),
    `\`${category}\``,
    problemMeanings[code as keyof typeof problemMeanings],
  ])
  return page('Problems', [
    'Why a request was refused. `subCategory` of the error body has the code, `category` the wider kind that HubSpot’s API knows, `message` a sentence, and `errors[].in` the field. What was refused changed nothing.',
    table(['code', 'status', 'category', 'meaning'], rows),
  ])
}

function settingsPage(): string {
  const rows = Object.values<Variable<unknown>>(VARIABLES).map((variable) => [
    `\`${variable.env}\``,
    variable.fallbackSays ?? `\`${variable.fallback}\``,
    `${variable.meaning} Must be ${variable.must}.`,
  ])
  return page('Settings', [
    'Environment variables. An empty one counts as absent; a wrong one ends the start with a sentence and exit code 2.',
    table(['variable', 'default', 'meaning'], rows),
  ])
}

function page(title: string, parts: readonly string[]): string {
  return `${[`# ${title}`, PRINTED, ...parts].join('\n\n')}\n`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(inCell).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** A bar would end the cell, and `<id>` in a sentence would be an element. */
function inCell(text: string): string {
  const parts = text.replaceAll('|', '\\|').split('`')
  return parts.map((part, index) => (index % 2 === 0 ? part.replaceAll('<', '&lt;') : part)).join('`')
}
