// Whoever enrolls and unenrolls: API requests, side by side with the workers.
import type { Defect } from './defects.js'
import { Crash, type Machine, ReplyLost } from './machine.js'

export interface Deed {
  readonly kind: 'enroll' | 'unenroll' | 'time passes'
  readonly person: number
  /** ms. */
  readonly passes: number
}

export async function visit(
  name: string,
  machine: Machine,
  deeds: readonly Deed[],
  defect: Defect,
): Promise<void> {
  for (const deed of deeds) {
    try {
      await perform(name, machine, deed, defect)
    } catch (error) {
      if (!(error instanceof ReplyLost) && !(error instanceof Crash)) throw error
    }
  }
}

async function perform(
  name: string,
  machine: Machine,
  { kind, person, passes }: Deed,
  defect: Defect,
): Promise<void> {
  const { twin } = machine
  if (kind === 'time passes') {
    await machine.perform(name, 'time passes', () => {
      twin.now += passes
    })
  } else if (kind === 'unenroll') {
    await machine.perform(name, `unenroll ${person}`, () =>
      twin.isLocked(person) ? 0 : twin.unenroll(person, defect !== 'sent although left'),
    )
  } else if (defect === 'entered without a lock') {
    // Asks first and enters later: two operations where one is needed.
    const free = await machine.perform(name, `look at ${person}`, () =>
      [...twin.enrollments.values()].every(({ recordId }) => recordId !== person),
    )
    if (free) await machine.perform(name, `enroll ${person}`, () => twin.insert(person))
  } else {
    await machine.perform(name, `enroll ${person}`, () => twin.enroll(person))
  }
}
