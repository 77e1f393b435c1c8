import { findUnsafe } from '@millrace/model'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hubspotLikeFlow } from '../testing/hubspot-like-flow.js'
import { imported, read, reportOf } from '../testing/imported-flow.js'
import { validFlows } from '../testing/random-flow.js'
import { exportFlow } from './import-flow.js'

type Json = Record<string, unknown>

/** Through the database and over the wire. */
const stored = <T>(value: T) => JSON.parse(JSON.stringify(value)) as T

describe('api.md 4.9 rule 1', () => {
  const kept = fc.jsonValue().filter((value) => findUnsafe(value) === null)
  const extra = fc.dictionary(fc.stringMatching(/^x_[a-z]{1,8}$/), kept, { maxKeys: 3 })
  const serverSet = fc.record(
    {
      id: fc.nat().map(String),
      revisionId: fc.nat().map(String),
      isEnabled: fc.boolean(),
      createdAt: fc.constant('2025-02-03T04:05:06.789Z'),
      crmObjectCreationStatus: fc.string({ maxLength: 5 }),
    },
    { requiredKeys: [] },
  )
  /** Lists that may be there, be null, or be missing. */
  const missable = fc.dictionary(
    fc.constantFrom('timeWindows', 'blockedDates', 'dataSources', 'suppressionListIds'),
    fc.constantFrom(null, []),
  )

  test('exportFlow(importFlow(x)) = x for every document, whatever it holds that nobody here knows', () => {
    fc.assert(
      fc.property(
        validFlows,
        serverSet,
        missable,
        fc.array(extra, { minLength: 4, maxLength: 4 }),
        (flow, set, lists, more) => {
          const [onFlow, onAction, onFields, onEdge] = more
          const {
            timeWindows: _t,
            blockedDates: _b,
            dataSources: _d,
            suppressionListIds: _s,
            isEnabled: _e,
            ...bare
          } = flow
          const actions = flow.actions.map((action) => ({
            ...action,
            ...onAction,
            ...(action.fields && { fields: { ...action.fields, ...onFields } }),
            ...(action.connection !== undefined && {
              connection: { ...(action.connection as Json), ...onEdge },
            }),
          }))
          const document = stored({ ...bare, ...set, ...lists, ...onFlow, actions })
          expect(stored(exportFlow(stored(imported(document))))).toEqual(document)
        },
      ),
    )
  })

  test('a document of every kind of thing comes out as it went in, but for the one spelling of edges', () => {
    const document = hubspotLikeFlow()
    const actions = document.actions.map((action) =>
      action.actionId !== '16'
        ? action
        : {
            ...action,
            listBranches: [
              {
                ...(action as { listBranches: Json[] }).listBranches[0],
                connection: { edgeType: 'GOTO', nextActionId: '3' },
              },
            ],
            defaultBranch: { edgeType: 'STANDARD', nextActionId: '18' },
          },
    )
    expect(stored(exportFlow(stored(imported(document))))).toEqual({ ...document, actions })
  })

  test('a workflow of our own is exported as it stands, its additions included', () => {
    const flow = read({
      type: 'CONTACT_FLOW',
      objectTypeId: '0-1',
      flowType: 'WORKFLOW',
      millrace: { timeZone: 'Europe/Oslo' },
    })
    expect(exportFlow(flow)).toEqual(flow)
    expect(exportFlow(imported(flow))).toMatchObject({ millrace: { timeZone: 'Europe/Oslo' } })
  })

  test('an imported workflow is off, whatever it was', () => {
    expect(imported({ ...hubspotLikeFlow(), isEnabled: true }).isEnabled).toBe(false)
  })
})

describe('api.md 4.9 rule 2', () => {
  test('what is not executed is kept with its connections, and said', () => {
    const report = reportOf(hubspotLikeFlow())
    const said = report.notExecuted.map(({ in: field }) => field)
    const filters = 'enrollmentCriteria.listFilterBranch'
    expect(said).toEqual(
      expect.arrayContaining([
        `${filters}.filters[8]`,
        `${filters}.filterBranches[1]`,
        `${filters}.filterBranches[2]`,
        'actions[6]',
        'actions[9]',
      ]),
    )
    expect(imported(hubspotLikeFlow()).actions[9]).toMatchObject({
      sourceCode: 'exports.main = async () => ({ listId: "9999" })',
      connection: { nextActionId: '14' },
    })
    expect(report.canBeTurnedOn).toBe(false)
  })

  test('an action that is to be left out takes its place with it: what led to it leads on', () => {
    const flow = imported(hubspotLikeFlow(), {
      actions: { '3': 'remove', '880011/10': 'remove', '13': 'remove' },
    })
    expect(flow.startActionId).toBe('5')
    expect(flow.actions.map(({ actionId }) => actionId)).toEqual(
      hubspotLikeFlow()
        .actions.map(({ actionId }) => actionId)
        .filter((id) => !['3', '10', '13'].includes(id)),
    )
    const next = (id: string) => flow.actions.find(({ actionId }) => actionId === id)?.connection
    expect([next('9'), next('12')]).toMatchObject([{ nextActionId: '11' }, { nextActionId: '14' }])
    // The jump back to what is gone leads to what came after it.
    expect(flow.actions.find(({ actionId }) => actionId === '16')).toMatchObject({
      listBranches: [{ connection: { edgeType: 'GOTO', nextActionId: '5' } }],
    })
  })

  test('actions of which nothing is left but themselves are the end of the path', () => {
    const ring = ['1', '2', '3'].map((actionId) => ({
      actionId,
      type: 'SINGLE_CONNECTION',
      actionTypeId: '0-1',
      fields: { delta: '1', time_unit: 'DAYS' },
      connection: { edgeType: 'GOTO', nextActionId: actionId === '1' ? '2' : actionId === '2' ? '3' : '2' },
    }))
    const flow = imported(
      { type: 'CONTACT_FLOW', objectTypeId: '0-1', flowType: 'WORKFLOW', startActionId: '1', actions: ring },
      { actions: { '2': 'remove', '3': 'remove' } },
    )
    expect(flow.actions).toEqual([{ ...ring[0], connection: undefined }])
  })
})

describe('api.md 4.9 rules 4 to 8', () => {
  test('rule 4 GO_TO, GO-TO and GOTO are one; rule 5 a wrapped default branch is a bare one', () => {
    expect(imported(hubspotLikeFlow()).actions.at(12)).toMatchObject({
      listBranches: [{ connection: { edgeType: 'GOTO', nextActionId: '3' } }],
      defaultBranch: { edgeType: 'STANDARD', nextActionId: '18' },
    })
  })

  test('rules 6, 7, 8 a value without a type, a number for text and a root AND are no problem', () => {
    const { problems, notExecuted } = reportOf(hubspotLikeFlow())
    const places = [...problems, ...notExecuted].map((problem) => problem.in ?? '')
    expect(
      places.filter((place) => /^actions\[(2|8)\]|^enrollmentCriteria\.listFilterBranch$/.test(place)),
    ).toEqual([])
  })
})
