import { memoryCatalogue } from '@millrace/actions/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hubspotLikeFlow } from '../testing/hubspot-like-flow.js'
import { parseFlow } from '../workflow/parse-flow.js'
import { importFlow } from './import-flow.js'
import { importReport } from './import-report.js'

type Mapping = NonNullable<Parameters<typeof importFlow>[1]>

function reportOn(document: unknown, mapping: Mapping = {}): void {
  const flow = importFlow(document, mapping)
  const before = parseFlow(document)
  if (flow.ok && before.ok) importReport(before.flow, flow.flow, mapping, memoryCatalogue)
}

/** What `String` and `Number` of throw. */
const withoutText = [{ toString: 0 }, { toString: {}, valueOf: {} }, [{ toString: 0 }], Object.create(null)]

/** The value with `other` in the place of each of its members, one at a time, however deep. */
function* replacedOnce(value: unknown, other: unknown): Generator<unknown> {
  yield other
  if (typeof value !== 'object' || value === null) return
  for (const [member, held] of Object.entries(value))
    for (const changed of replacedOnce(held, other))
      yield Array.isArray(value) ? value.with(Number(member), changed) : { ...value, [member]: changed }
}

test('what has no text, in any place of a document of every kind of thing, is no error', () => {
  let count = 0
  for (const value of withoutText)
    for (const document of replacedOnce(hubspotLikeFlow(), value)) {
      reportOn(document)
      count++
    }
  expect(count).toBeGreaterThan(1000)
}, 60_000)

test('nothing that arrives, in a document or in a mapping, makes it throw', () => {
  const json: fc.Arbitrary<unknown> = fc.oneof(fc.constantFrom(...withoutText), fc.jsonValue())
  const member = fc.constantFrom(
    ...[
      'fields',
      'listBranches',
      'staticBranches',
      'connection',
      'defaultBranch',
      'defaultBranchName',
      'inputValue',
    ],
    ...['authSettings', 'metadata', 'actionTypeId', 'millrace', 'secretNames', 'queryParams', 'webhookUrl'],
  )
  const nodeKind = fc.constantFrom(
    'SINGLE_CONNECTION',
    'STATIC_BRANCH',
    'LIST_BRANCH',
    'AB_TEST_BRANCH',
    'WEBHOOK',
  )
  const kind = fc.constantFrom('lists', 'owners', 'workflows', 'properties')
  fc.assert(
    fc.property(json, json, member, nodeKind, kind, (one, other, name, type, mapped) => {
      const branch = {
        branchName: one,
        branchValue: one,
        filterBranch: undefined,
        nextActionId: one,
        [name]: other,
      }
      const document = {
        type: 'CONTACT_FLOW',
        objectTypeId: '0-1',
        flowType: 'WORKFLOW',
        id: one,
        startActionId: '1',
        actions: [
          {
            ...{ actionId: '1', type, actionTypeId: '0-13', list_id: other, x: branch },
            ...{ staticBranches: [branch], listBranches: [branch], testBranches: [branch], [name]: one },
          },
        ],
        enrollmentCriteria: { type: 'DATASET', datasetId: one, [name]: other },
      }
      reportOn(document, { [mapped]: { '1': '7', '0': '5' }, actions: { '2': 'remove' } })
    }),
    {
      numRuns: 500,
      examples: [[{ type: 'SIGNATURE', appId: { toString: 0 } }, 0, 'authSettings', 'WEBHOOK', 'lists']],
    },
  )
})
