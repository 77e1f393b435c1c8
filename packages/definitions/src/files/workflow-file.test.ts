import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { validFlows } from '../testing/random-flow.js'
import type { Flow } from '../workflow/flow.js'
import { keepAdditions } from '../workflow/keep-additions.js'
import { parseFlow } from '../workflow/parse-flow.js'
import { differencesOf } from './differences.js'
import { fileNameOf } from './file-name.js'
import { comparable, replacement, workflowFile } from './workflow-file.js'

type Json = Record<string, unknown>

function read(document: unknown): Flow {
  const result = parseFlow(document)
  if (!result.ok) throw result.problems[0]
  return result.flow
}

/** The same document as another server would send it: members and actions in any order. */
function shuffled(value: unknown, picks: readonly number[]): unknown {
  let at = 0
  const pick = () => picks[at++ % picks.length] ?? 0
  const mixed = <T>(entries: readonly T[]) =>
    entries.map((entry) => ({ entry, key: pick() })).sort((a, b) => a.key - b.key)
  const walk = (json: unknown, name = ''): unknown => {
    if (Array.isArray(json)) {
      const entries = name === 'actions' ? mixed(json).map(({ entry }) => entry) : json
      return entries.map((entry: unknown) => walk(entry))
    }
    if (typeof json !== 'object' || json === null) return json
    return Object.fromEntries(
      mixed(Object.entries(json)).map(({ entry: [key, held] }) => [key, walk(held, key)]),
    )
  }
  return walk(value)
}

const picks = fc.array(fc.nat(), { minLength: 50, maxLength: 50 })

describe('the text of a file', () => {
  test('is the same whatever order members and actions come in', () => {
    fc.assert(
      fc.property(validFlows, picks, (flow, order) => {
        expect(workflowFile(shuffled(flow, order) as Json)).toBe(workflowFile(flow))
      }),
    )
  })

  test('says what the workflow says: reading it gives the workflow', () => {
    fc.assert(
      fc.property(validFlows, (flow) => {
        expect(differencesOf(comparable(flow), comparable(read(JSON.parse(workflowFile(flow)))))).toEqual([])
      }),
    )
  })

  test('names the workflow by uuid, else by id, and holds nothing that only a server knows', () => {
    const answer = {
      id: '7',
      type: 'CONTACT_FLOW',
      createdAt: 'x',
      updatedAt: 'x',
      crmObjectCreationStatus: 'COMPLETE',
      nextAvailableActionId: '9',
      revisionId: '3',
      millrace: { issues: [] },
      actions: [{ actionId: '10' }, { actionId: '9' }],
    }
    expect(JSON.parse(workflowFile(answer))).toEqual({
      id: '7',
      revisionId: '3',
      type: 'CONTACT_FLOW',
      actions: [{ actionId: '9' }, { actionId: '10' }],
    })
    expect(JSON.parse(workflowFile({ ...answer, uuid: 'u' }))).toMatchObject({ uuid: 'u', revisionId: '3' })
    expect(workflowFile({ ...answer, uuid: 'u' })).not.toContain('"id"')
  })
})

test('one changed value is one difference, named by its action', () => {
  const flow = (actions: unknown) => ({ name: 'N', actions })
  const wait = (actionId: string, delta: string) => ({ actionId, fields: { delta } })
  expect(
    differencesOf(flow([wait('1', '5'), wait('2', '6')]), flow([wait('3', '1'), wait('1', '7')])),
  ).toEqual([
    { kind: 'changed', at: 'action 1.fields.delta', before: '5', after: '7' },
    { kind: 'removed', at: 'action 2', before: wait('2', '6') },
    { kind: 'added', at: 'action 3', after: wait('3', '1') },
  ])
})

test('engine.md 6 what a file no longer holds of ours is removed by the PUT, also on branches and edges', () => {
  const ours = { note: 'n' }
  const stored = read({
    type: 'CONTACT_FLOW',
    objectTypeId: '0-1',
    flowType: 'WORKFLOW',
    millrace: ours,
    actions: [
      {
        actionId: '1',
        type: 'LIST_BRANCH',
        millrace: ours,
        listBranches: [
          {
            branchName: 'A',
            millrace: ours,
            connection: { edgeType: 'STANDARD', nextActionId: '2', millrace: ours },
          },
        ],
        defaultBranch: { edgeType: 'STANDARD', nextActionId: '2', millrace: ours },
      },
    ],
  })
  const without = read(
    JSON.parse(
      JSON.stringify(stored)
        .replaceAll(/,?"millrace":\{"note":"n"\},?/g, ',')
        .replaceAll(/,+([}\]])/g, '$1')
        .replaceAll(/([{[]),/g, '$1'),
    ),
  )
  const put = read(replacement(without))
  expect(JSON.stringify(keepAdditions(stored, put))).not.toContain('millrace')
  expect(differencesOf(comparable(without), comparable(put))).toEqual([])
})

describe('the name of a file', () => {
  test.each([
    ['Leads: nurture (Q4)', 'u', [], 'leads-nurture-q4.json'],
    ['  Ævar / 東京  ', 'u', [], 'ævar-東京.json'],
    ['', 'abc-1', [], 'workflow-abc-1.json'],
    ['CON', '7', [], 'workflow-7.json'],
    ['../../etc/passwd', '7', [], 'etc-passwd.json'],
    ['Leads', '7', ['leads.json'], 'leads-7.json'],
    ['Leads', '7', ['leads.json', 'leads-7.json'], 'leads-7-2.json'],
  ])('%j marked %s beside %j is %s', (name, mark, taken, expected) => {
    expect(fileNameOf(name, mark, new Set(taken))).toBe(expected)
  })

  test('is one that can be written anywhere, and never twice the same', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (names) => {
        const taken = new Set<string>()
        for (const name of names) {
          const file = fileNameOf(name, '7', taken)
          expect(file).toMatch(/^[\p{L}\p{N}-]{1,80}\.json$/u)
          expect(taken.has(file)).toBe(false)
          taken.add(file)
        }
      }),
    )
  })
})
