import { audit, type Finding, type PlantedDefect } from '@millrace/engine'
import { anEngine } from '@millrace/engine/testing'
import type { Database } from '@millrace/store'
import { Actor, type Moment } from '../testing/actor.js'
import { drain } from '../testing/drain.js'
import { interleave, type Part } from './interleave.js'
import { answerOf, type OperationName, operations } from './operations.js'
import { outcomeOf, type World, worlds } from './world.js'

export interface Race {
  /** What came of it once everything that was due is done, as text. */
  readonly outcome: string
  /** What may come of it: the outcomes of both orders. */
  readonly allowed: readonly string[]
  readonly findings: readonly Finding[]
}

type Answer = readonly [name: OperationName, said: string]

/** Races of operations, each in a world of its own, held against what the operations do one after the other. */
export class Races {
  readonly #known = new Map<string, Promise<string>>()

  private constructor(
    private readonly db: Database,
    private readonly aWorld: () => Promise<World>,
  ) {}

  static async open(db: Database): Promise<Races> {
    return new Races(db, await worlds(db))
  }

  /** The first is held at a moment; `planted` defects are in the second. */
  async run(
    one: OperationName,
    moment: Moment,
    two: OperationName,
    planted: readonly PlantedDefect[] = [],
  ): Promise<Race> {
    const allowed = await this.#allowed(one, two)
    const world = await this.aWorld()
    const [first, second] = await interleave(this.db, part(world, one), moment, part(world, two, planted))
    const outcome = await settled(world, [
      [one, first],
      [two, second],
    ])
    return { outcome, allowed, findings: await audit(this.db, world.accountId) }
  }

  async #allowed(one: OperationName, two: OperationName): Promise<string[]> {
    const allowed = [await this.#serially(one, two), await this.#serially(two, one)]
    // Somebody else held what it would have claimed: it is done afterwards, like everything else that is due.
    if (operations[one].claims) allowed.push(await this.#serially(two))
    if (operations[two].claims) allowed.push(await this.#serially(one))
    return allowed
  }

  /** One after the other, or one alone. */
  #serially(...names: readonly OperationName[]): Promise<string> {
    const key = names.join(', ')
    const outcome = this.#known.get(key) ?? this.#runSerially(names)
    this.#known.set(key, outcome)
    return outcome
  }

  async #runSerially(names: readonly OperationName[]): Promise<string> {
    const world = await this.aWorld()
    const answers: Answer[] = []
    for (const name of names) answers.push([name, await part(world, name).run()])
    return settled(world, answers)
  }
}

function part(world: World, name: OperationName, planted: readonly PlantedDefect[] = []): Part<string> {
  const actor = new Actor(world.db, planted)
  return { actor, run: () => answerOf(() => operations[name].run(world, actor)) }
}

/** Answers that say something, in the same order whoever came first, and what is so in the end. */
async function settled(world: World, answers: readonly Answer[]): Promise<string> {
  await drain(anEngine(world.db), world.accountId)
  const said = answers.flatMap(([name, answer]) => (answer === 'null' ? [] : [`${name}: ${answer}`]))
  return [...said.sort(), await outcomeOf(world)].join('\n')
}
