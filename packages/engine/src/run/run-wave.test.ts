import type { LiveRecord, Outcome } from '@millrace/actions'
import type { Property } from '@millrace/model'
import { describe, expect, test } from 'vitest'
import { aWorkflow, type Run, run, standing } from '../testing/wave-fixture.js'
import { Movements } from './movements.js'
import { Postponed, type WaveResult } from './wave.js'

const city = { name: 'city' } as Property
const succeeded: Outcome = { kind: 'succeeded' }
const all =
  (outcome: Outcome): Run =>
  (members) =>
    members.map(() => outcome)
const writing =
  (value: string): Run =>
  (members, crm) =>
    members.map((member) => {
      crm.write(member.record as LiveRecord, city, value)
      return succeeded
    })
const story = ({ log }: WaveResult, enrollmentId: number) =>
  log
    .filter((row) => row.enrollmentId === enrollmentId)
    .map(({ seq, outcome, code }) => `${seq} ${code ?? outcome}`)

describe('a wave in memory', () => {
  test('runs an action once for everybody who stands at it', async () => {
    const sizes: number[] = []
    const counting: Run = (members) => {
      sizes.push(members.length)
      return members.map(() => succeeded)
    }
    const byParity: Run = (members) =>
      members.map(({ enrollmentId }) => ({ kind: 'branched', edge: String(enrollmentId % 2), label: '' }))
    const workflow = aWorkflow({
      '1': { run: byParity, edges: { '0': '2', '1': '3' } },
      '2': { run: counting, next: '4' },
      '3': { run: counting, next: '4' },
      '4': { run: counting },
    })
    const { members } = await run(
      workflow,
      [1, 2, 3, 4, 5].map((id) => standing(id)),
    )
    expect(sizes).toEqual([3, 2, 5])
    expect(members.every(({ standing }) => standing.state === 'ended')).toBe(true)
  })

  test('a later step sees what an earlier one wrote', async () => {
    const seen: unknown[] = []
    const looking: Run = (members) =>
      members.map(({ record }) => {
        seen.push(record.value('city'))
        return succeeded
      })
    await run(aWorkflow({ '1': { run: writing('rome'), next: '2' }, '2': { run: looking } }), [standing(1)])
    expect(seen).toEqual(['rome'])
  })

  test('enrollments of one record run one after another, first due first', async () => {
    const order: string[] = []
    const noting: Run = (members, crm) =>
      members.map(({ enrollmentId }) => {
        order.push(`${enrollmentId}:${crm.actionId}`)
        return succeeded
      })
    await run(aWorkflow({ '1': { run: noting, next: '2' }, '2': { run: noting } }), [
      standing(1, 9),
      standing(2, 9),
    ])
    expect(order).toEqual(['1:1', '1:2', '2:1', '2:2'])
  })

  test('an action that breaks for one member fails for that one; what it had written is gone', async () => {
    const breaking: Run = (members, crm) =>
      members.map((member) => {
        crm.write(member.record as LiveRecord, city, 'rome')
        if (member.enrollmentId === 2) throw new Error('broken')
        return succeeded
      })
    const result = await run(
      aWorkflow({ '1': { run: breaking } }),
      [1, 2, 3].map((id) => standing(id)),
    )
    expect(story(result, 1)).toEqual(['1 succeeded', '2 completed'])
    expect(story(result, 2)).toEqual(['1 internal_error', '2 completed'])
    expect(result.work.written().map(({ id }) => id)).toEqual([1, 3])
  })

  test('A-GEN-14 a failure goes on, unless the action stops the enrollment; A-EDR-20 what it wrote stays', async () => {
    const failing: Run = (members, crm) => {
      writing('rome')(members, crm)
      return members.map(() => ({ kind: 'failed', code: 'invalid_value' }))
    }
    const going = await run(aWorkflow({ '1': { run: failing, next: '2' }, '2': { run: all(succeeded) } }), [
      standing(1),
    ])
    expect(story(going, 1)).toEqual(['1 invalid_value', '2 succeeded', '3 completed'])
    expect(going.work.written()).toHaveLength(1)
    const stopping = await run(aWorkflow({ '1': { run: failing, next: '2', stopOnFailure: true } }), [
      standing(1),
    ])
    expect(stopping.members[0]?.standing).toEqual({
      state: 'ended',
      endState: 'failed',
      reason: 'error_stop',
    })
  })

  test('W-RUN-2 while the workflow is off delays and branches go on, everything else is skipped', async () => {
    const workflow = aWorkflow(
      { '1': { run: writing('rome'), next: '2' }, '2': { run: all(succeeded), flow: true } },
      { isEnabled: false },
    )
    const result = await run(workflow, [standing(1)])
    expect(story(result, 1)).toEqual(['1 workflow_off', '2 succeeded', '3 completed'])
    expect(result.work.written()).toEqual([])
  })

  test('engine.md 4, loops: after 100 visits to an action the enrollment ends', async () => {
    const result = await run(aWorkflow({ '1': { run: all(succeeded), next: '1' } }), [standing(1)])
    expect(result.log).toHaveLength(101)
    expect(result.members[0]?.standing).toMatchObject({ state: 'ended', reason: 'loop_guard' })
  })

  test('A-GEN-13 outputs are readable until the action fails or is skipped at a later visit', async () => {
    const seen: unknown[] = []
    const producing: Run = (members) =>
      members.map(({ visit }) =>
        visit === 1 ? { kind: 'succeeded', outputs: { n: 1 } } : { kind: 'skipped', code: 'missing_secret' },
      )
    const reading: Run = (members) =>
      members.map((member) => {
        seen.push(member.output('1', 'n'))
        return { kind: 'branched', edge: seen.length === 1 ? 'again' : 'out', label: '' }
      })
    await run(
      aWorkflow({ '1': { run: producing, next: '2' }, '2': { run: reading, edges: { again: '1' } } }),
      [standing(1)],
    )
    expect(seen).toEqual([1, undefined])
  })

  test('a wave that has run long enough leaves the rest where they stand', async () => {
    let groups = 0
    const { members } = await run(
      aWorkflow({ '1': { run: all(succeeded), next: '2' }, '2': { run: all(succeeded) } }),
      [standing(1)],
      { spent: () => groups++ > 0 },
    )
    expect(members[0]).toMatchObject({ actionId: '2', steps: 1, standing: { state: 'ready' } })
  })

  test('a member whose other record is held elsewhere is put off, and nobody else', async () => {
    const needing: Run = (members) =>
      members.map((member) => {
        if (member.enrollmentId === 1) throw new Postponed(member)
        return succeeded
      })
    const { members } = await run(aWorkflow({ '1': { run: needing } }), [standing(1), standing(2)])
    expect(members.map(({ steps, standing }) => [steps, standing.state])).toEqual([
      [0, 'ready'],
      [2, 'ended'],
    ])
  })

  test('W-RUN-8 a delay that was lengthened meanwhile is slept on, from when it was reached', async () => {
    const workflow = aWorkflow(
      { '1': { run: all(succeeded), next: '2' }, '2': { run: all(succeeded) } },
      { revisionId: 2 },
    )
    const delay = workflow.steps.get('1')
    if (!delay) throw new Error('a delay')
    const steps = new Map(workflow.steps)
    steps.set('1', { ...delay, prepared: { ...delay.prepared, dueFrom: (since) => since + 5_000 } })
    const waiting = standing(1, 1, { state: 'time', waitingSince: 400 })
    const { members } = await run({ ...workflow, steps }, [waiting])
    expect(members[0]).toMatchObject({ steps: 0, standing: { state: 'time', until: 5_400, since: 400 } })
  })
})

test('W-UNE-7 who was expelled leaves with the wave, also when its time is over before the next step', async () => {
  const movements = new Movements()
  const expelling: Run = (members) => {
    movements.expelled.set(1, 'enrolled_in_other_workflow')
    return members.map(() => succeeded)
  }
  const never: Run = () => expect.fail('the wave is over')
  const workflow = aWorkflow({ 1: { run: expelling, next: '2' }, 2: { run: never } })
  let looks = 0
  const result = await run(workflow, [standing(1), standing(2)], { spent: () => looks++ > 0, movements })
  expect(result.members.map((member) => member.standing.state)).toEqual(['ended', 'ready'])
})
