import type { Outcome } from '@millrace/actions'
import { type ExecutionWindows, executionWindows } from '@millrace/model'
import type { ClaimedEnrollment } from '@millrace/store'
import { describe, expect, test } from 'vitest'
import { aWorkflow, type Run, run, standing } from '../testing/wave-fixture.js'
import type { WaveResult } from './wave.js'

const hour = 3_600_000
const minute = 60_000
const nine = 9 * hour
const seventeen = 17 * hour

/** Monday to Thursday, nine to five. */
function officeHours(once: readonly number[] = []): ExecutionWindows {
  const windows = [1, 2, 3, 4].map((weekday) => ({ weekday, start: nine, end: seventeen }))
  const found = executionWindows('UTC', windows, { yearly: new Set(), once: new Set(once) })
  if (!found) throw new Error('nothing could ever run')
  return found
}

/** A moment of the week of Monday 2026-11-23: 1 is Monday. */
const on = (day: number, hours: number, minutes = 0) => Date.UTC(2026, 10, 22 + day, hours, minutes)
const dayOf = (at: number) => Math.floor(at / (24 * hour))

const succeeded: Outcome = { kind: 'succeeded' }
const done: Run = (members) => members.map(() => succeeded)
const left: Run = (members) => members.map(() => ({ kind: 'branched', edge: 'left', label: 'Left' }))
const untilSaturday: Run = (members) => members.map(() => ({ kind: 'waiting', until: on(6, 12) }))
const never: Run = () => expect.fail('it is outside the windows')

const held = (because: 'outside_window' | 'blocked_date', since: number, until: number) =>
  ({ state: 'time', waitingSince: since, dueAt: until, context: { held: { because, until } } }) as const

function keptUntil({ members }: WaveResult): (number | null)[] {
  return members.map(({ standing: at }) => (at.state === 'time' ? at.until : null))
}

const told = ({ log }: WaveResult) =>
  log.map(({ actionId, outcome, code, detail }) => ({ actionId, outcome, code, detail }))

const kept = (member: WaveResult['members'][number] | undefined) => JSON.parse(member?.context() ?? '{}')

describe('an action outside the windows of its workflow', () => {
  test('W-SET-7 W-SET-8 W-ENR-13 a group waits before it, each for a moment of its own after the next opening', async () => {
    const workflow = aWorkflow({ '1': { run: never } }, { windows: officeHours() })
    const now = on(4, 20)
    const group = Array.from({ length: 200 }, (_, index) => standing(index + 1))
    const result = await run(workflow, group, { now })
    const moments = keptUntil(result).map((until) => (until ?? 0) - on(8, 9))
    expect(Math.min(...moments)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...moments)).toBeLessThan(15 * minute)
    expect(new Set(moments.map((ms) => Math.floor(ms / minute))).size).toBe(15)
    const [first] = result.members
    expect(first).toMatchObject({ actionId: '1', visit: 0, steps: 1, standing: { since: now } })
    const until = on(8, 9) + (moments[0] ?? 0)
    expect(kept(first)).toMatchObject({ held: { because: 'outside_window', until } })
    // W-ENR-13: a circle of causes stays one, whatever the hour.
    expect(kept(first)).not.toHaveProperty('waited')
    expect(told(result)[0]).toEqual({
      actionId: '1',
      outcome: 'waiting',
      code: 'outside_window',
      detail: { until },
    })
    const again = await run(workflow, group, { now })
    expect(keptUntil(again)).toEqual(keptUntil(result))
  })

  test('W-SET-3 inside them, and without any, it runs', async () => {
    for (const windows of [officeHours(), null]) {
      const result = await run(aWorkflow({ '1': { run: done } }, { windows }), [standing(1)], {
        now: on(4, 16),
      })
      expect(result.members[0]?.standing.state).toBe('ended')
    }
  })

  test('W-SET-9 W-SET-10 W-SET-12 delays and branches run at any hour, the first action after them waits', async () => {
    const steps = {
      '1': { run: untilSaturday, flow: true, next: '2' },
      '2': { run: left, flow: true, edges: { left: '3' } },
      '3': { run: never },
    }
    const workflow = aWorkflow(steps, { windows: officeHours() })
    const delayed = await run(workflow, [standing(1)], { now: on(4, 12) })
    expect(delayed.members[0]?.standing).toEqual({ state: 'time', until: on(6, 12), since: on(4, 12) })
    const woken = standing(1, 1, { state: 'time', dueAt: on(6, 12), waitingSince: on(4, 12) })
    const result = await run(workflow, [woken], { now: on(6, 12) })
    expect(told(result).map(({ outcome }) => outcome)).toEqual(['branched', 'waiting'])
    const [until] = keptUntil(result)
    expect(until).toBeGreaterThanOrEqual(on(8, 9))
    expect(until).toBeLessThan(on(8, 9, 15))
    expect(result.members[0]).toMatchObject({ actionId: '3', standing: { since: on(6, 12) } })
  })

  test('W-RUN-2 W-RUN-3 while the workflow is off it is due when the windows open, and then it is skipped', async () => {
    const workflow = aWorkflow({ '1': { run: never } }, { windows: officeHours(), isEnabled: false })
    const outside = await run(workflow, [standing(1)], { now: on(4, 20) })
    expect(told(outside)).toMatchObject([{ outcome: 'waiting' }])
    const due = standing(1, 1, held('outside_window', on(4, 20), on(8, 9, 3)))
    expect(told(await run(workflow, [due], { now: on(8, 9, 3) }))[0]).toMatchObject({ code: 'workflow_off' })
  })
})

describe('when the timer of somebody held fires', () => {
  /** The first moment that somebody gets who comes on Thursday evening: on Monday. */
  async function firstMoment(): Promise<number> {
    const workflow = aWorkflow({ '1': { run: never } }, { windows: officeHours() })
    return keptUntil(await run(workflow, [standing(1)], { now: on(4, 20) }))[0] ?? 0
  }

  const due = (until: number) => standing(1, 1, held('outside_window', on(4, 20), until))

  test('the action runs, and nothing of the wait is left', async () => {
    const until = await firstMoment()
    const workflow = aWorkflow(
      { '1': { run: done, next: '2' }, '2': { run: done } },
      { windows: officeHours() },
    )
    const result = await run(workflow, [due(until)], { now: until })
    expect(told(result).map(({ outcome }) => outcome)).toEqual(['succeeded', 'succeeded', 'ended'])
  })

  test('W-SET-13 a date that was blocked meanwhile holds it longer, which the log says', async () => {
    const until = await firstMoment()
    const workflow = aWorkflow({ '1': { run: never } }, { windows: officeHours([dayOf(on(8, 9))]) })
    const result = await run(workflow, [due(until)], { now: until })
    const [later] = keptUntil(result)
    expect(later).toBe(until + 24 * hour)
    expect(result.members[0]).toMatchObject({ standing: { since: on(4, 20) } })
    expect(told(result)).toMatchObject([{ outcome: 'waiting', detail: { until: later } }])
  })

  test('an edit that does not concern it lets it sleep on, without a word', async () => {
    const until = await firstMoment()
    const workflow = aWorkflow({ '1': { run: never } }, { windows: officeHours([1]) })
    const result = await run(workflow, [due(until)], { now: on(7, 9) })
    expect(keptUntil(result)).toEqual([until])
    expect(result.members[0]?.steps).toBe(0)
    expect(kept(result.members[0])).toMatchObject({ held: { until } })
  })

  test('W-SET-3 without windows it goes on at once', async () => {
    const until = await firstMoment()
    const workflow = aWorkflow({ '1': { run: done } }, { windows: null })
    const result = await run(workflow, [due(until)], { now: on(7, 9) })
    expect(result.members[0]?.standing.state).toBe('ended')
  })

  test('a worker that comes when they are closed again waits for the next opening', async () => {
    const until = await firstMoment()
    const workflow = aWorkflow({ '1': { run: never } }, { windows: officeHours() })
    const [later] = keptUntil(await run(workflow, [due(until)], { now: on(8, 17) }))
    expect(later).toBe(until + 24 * hour)
  })

  test('W-ENR-14 the action it stood before was deleted: it is held before the next, or waits in it', async () => {
    const until = await firstMoment()
    const moves = [{ workflowId: 1, fromRevisionId: 1, toRevisionId: 2, movedActions: { '1': '2' } }]
    const action = aWorkflow({ '2': { run: never } }, { windows: officeHours(), revisionId: 2 })
    const before = await run(action, [due(until)], { now: on(7, 9), moves })
    expect(before.members[0]).toMatchObject({ actionId: '2', standing: { state: 'time', since: on(4, 20) } })
    expect(told(before)).toMatchObject([{ actionId: '2', outcome: 'waiting', code: 'outside_window' }])
    const delay = aWorkflow(
      { '2': { run: untilSaturday, flow: true } },
      { windows: officeHours(), revisionId: 2 },
    )
    const inside = await run(delay, [due(until)], { now: on(5, 9), moves })
    expect(inside.members[0]?.standing).toEqual({ state: 'time', until: on(6, 12), since: on(5, 9) })
    expect(kept(inside.members[0])).not.toHaveProperty('held')
  })
})

test('W-SET-15 W-SET-16 a blocked date keeps the time of the day, or leads to the opening', async () => {
  const windows = officeHours([dayOf(on(1, 9))])
  const arriving = (hours: number) =>
    run(aWorkflow({ '1': { run: never } }, { windows }), [standing(1)], { now: on(1, hours, 20) })
  const inside = await arriving(11)
  expect(keptUntil(inside)).toEqual([on(2, 11, 20)])
  expect(told(inside)).toMatchObject([{ code: 'blocked_date' }])
  const [until = 0] = keptUntil(await arriving(19))
  expect(until).toBeGreaterThanOrEqual(on(2, 9))
  expect(until).toBeLessThan(on(2, 9, 15))
})

test('two enrollments of one record: the second goes on while the first is held', async () => {
  const windows = officeHours()
  const workflow = aWorkflow({ '1': { run: never }, '2': { run: left, flow: true } }, { windows })
  const two: readonly ClaimedEnrollment[] = [standing(1, 7), standing(2, 7, { actionId: '2' })]
  const result = await run(workflow, two, { now: on(4, 20) })
  expect(result.members.map(({ standing: at }) => at.state)).toEqual(['time', 'ended'])
})
