// Model-based: commands in any order on the real store, held against a few lines of what they should come to, and against
// the invariants of reliability.md after each. A failure prints its seed and the shortest story that shows it.
import { type TestDatabase, testDatabase } from '@millrace/store/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { People, people, trigger } from './people.js'

const runs = Number(process.env.MILLRACE_COMMAND_RUNS ?? 25)
const hour = 3_600_000

interface ModelPerson {
  live: boolean
  city: string
  /** W-REN-1: it enters once, and nobody it takes in lets it enter again (W-UNA-5). */
  entered: boolean
  /** W-PUB-12: it met the trigger when the workflow was turned on, and was not asked in. */
  met: boolean
  enrollments: number
  /** What its score was given by a merge, over and above what it counted itself. */
  given: number
}

interface Model {
  on: boolean
  readonly persons: readonly ModelPerson[]
}

function newModel(): Model {
  return {
    on: false,
    persons: Array.from({ length: people }, () => ({
      live: true,
      city: 'Paris',
      entered: false,
      met: false,
      enrollments: 0,
      given: 0,
    })),
  }
}

type Command = fc.AsyncCommand<Model, People>

function personOf({ persons }: Model, person: number): ModelPerson {
  const found = persons[person]
  if (!found) throw new RangeError(`there is no person ${person}`)
  return found
}

function enter(person: ModelPerson): void {
  person.entered = true
  person.enrollments++
}

/** W-REN-7: coming to match enrolls, staying does not. */
function moved({ on }: Model, person: ModelPerson, city: string): void {
  const comes = person.city !== trigger && city === trigger
  person.city = city
  if (on && comes && !person.entered && !person.met) enter(person)
}

/** What holds after every command, whatever it was. */
async function held(model: Model, real: People): Promise<void> {
  await real.settle()
  expect(await real.findings()).toEqual([])
  const seen = await real.look()
  expect(
    seen.map(({ live, enrollments, score }) => ({ live, enrollments, score: score ?? 0 })),
    'who is there, how often each was enrolled (I1), and what each counted (I3)',
  ).toEqual(
    model.persons.map(({ live, enrollments, given }, i) => ({
      live,
      enrollments,
      score: given + (seen[i]?.counted ?? 0),
    })),
  )
  for (const { live, active } of seen) expect(active).toBeLessThanOrEqual(live ? 1 : 0)
}

function command(
  name: string,
  run: (model: Model, real: People) => Promise<void>,
  check: (model: Readonly<Model>) => boolean = () => true,
): Command {
  return {
    check,
    run: async (model, real) => {
      await run(model, real)
      await held(model, real)
    },
    toString: () => name,
  }
}

const who = fc.nat(people - 1)
const where = fc.constantFrom(trigger, 'Paris')
const live = (person: number) => (model: Readonly<Model>) => personOf(model, person).live

const moves = fc.tuple(who, where).map(([person, city]) =>
  command(
    `${person} moves to ${city}`,
    async (model, real) => {
      await real.move(person, city)
      moved(model, personOf(model, person), city)
    },
    live(person),
  ),
)

const others = [
  fc
    .tuple(
      who,
      where,
      fc.constantFrom('evaluate:locked', 'evaluate:before-commit', 'wave:locked', 'wave:settled'),
    )
    .map(([person, city, point]) =>
      command(
        `${person} moves to ${city}, and the worker dies at ${point}`,
        async (model, real) => {
          await real.move(person, city)
          await real.crash(point)
          moved(model, personOf(model, person), city)
        },
        live(person),
      ),
    ),
  who.map((person) =>
    command(
      `${person} is enrolled by hand`,
      async (model, real) => {
        const outcome = await real.enroll(person)
        if (personOf(model, person).entered)
          expect(['already_active', 'previously_enrolled']).toContain(outcome)
        else expect(outcome).toBe('enrolled')
        if (outcome === 'enrolled') enter(personOf(model, person))
      },
      (model) => model.on && live(person)(model),
    ),
  ),
  who.map((person) => command(`${person} is unenrolled`, (_, real) => real.unenroll(person), live(person))),
  who.map((person) =>
    command(
      `${person} is deleted`,
      async (model, real) => {
        await real.delete(person)
        personOf(model, person).live = false
      },
      live(person),
    ),
  ),
  fc.tuple(who, who).map(([survivor, loser]) =>
    command(
      `${survivor} takes in ${loser}`,
      async (model, real) => {
        const [before, gone] = await real.look().then((seen) => [seen[survivor], seen[loser]] as const)
        await real.merge(survivor, loser)
        const [one, other] = [personOf(model, survivor), personOf(model, loser)]
        one.given = (before?.score ?? gone?.score ?? 0) - (before?.counted ?? 0)
        one.entered ||= other.entered
        one.met ||= other.met
        other.live = false
      },
      (model) => survivor !== loser && live(survivor)(model) && live(loser)(model),
    ),
  ),
  ...[true, false, false].map((existing) =>
    fc.constant(
      command(`it is published ${existing ? 'with' : 'without'} those who match`, async (model, real) => {
        await real.publish(existing)
        model.on = true
        for (const person of model.persons) {
          if (!person.live || person.city !== trigger || person.entered) continue
          if (existing) enter(person)
          else person.met = true
        }
      }),
    ),
  ),
  fc.constant(
    command(
      'another revision is published',
      (_, real) => real.republish(),
      ({ on }) => on,
    ),
  ),
  fc.constant(
    command('it is turned off', async (model, real) => {
      await real.unpublish()
      model.on = false
    }),
  ),
  fc
    .constantFrom(hour / 2, 2 * hour)
    .map((ms) => command(`${ms / hour} hours pass`, (_, real) => real.pass(ms))),
]

/** Coming and going is what everything begins with; without it most stories would be about nothing. */
const commands = [...Array<typeof moves>(12).fill(moves), ...others]

let database: TestDatabase
let another: () => Promise<People>
beforeAll(async () => {
  database = await testDatabase()
  another = await People.many(database.db)
})
afterAll(() => database.close())

test(`I1, I3, I6, I8: ${runs} stories of writes, publications, merges, crashes and passing time come to what they should`, {
  timeout: 300_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 40, size: 'max' }), async (story) => {
      const real = await another()
      await fc.asyncModelRun(() => ({ model: newModel(), real }), story)
      // The end of every story: nobody waits for ever (I8).
      await real.pass(48 * hour)
      await real.settle()
      expect((await real.look()).map(({ active }) => active)).toEqual(Array(people).fill(0))
      expect(await real.findings()).toEqual([])
    }),
    { numRuns: runs },
  )
})
