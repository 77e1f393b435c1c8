import { audit, type Engine, publish } from '@millrace/engine'
import {
  aFlow,
  all,
  anyGroup,
  associated,
  happening,
  isEqualTo,
  isKnown,
  onEvents,
  setProperty,
  tellEvent,
  triggeredBy,
} from '@millrace/engine/testing'
import { associate, createWorkflow, type Database, definitionsOf, writeRecords } from '@millrace/store'
import { anAccount, aRecord } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { Actor } from '../testing/actor.js'
import { drain } from '../testing/drain.js'
import { interleave } from './interleave.js'
import type { Ending, Stage } from './story.js'

const api = { source: { type: 'API' }, chain: [], lane: 'interactive' } as const
const inLondon = all(isEqualTo('city', 'London'))

export const evaluatorStories = {
  /** The one with the lower id changes later. */
  'cursor-feed': async (stage: Stage): Promise<Ending> => {
    const play = await Play.begin(stage)
    const workflowId = await play.publish(triggeredBy([inLondon]))
    const [low, high] = [await play.contact({}), await play.contact({})]
    for (const contact of [high, low]) {
      await play.write('0-1', contact, { city: 'London' })
      await play.goOn()
    }
    return play.ending(workflowId, [low, high])
  },

  /** Somebody comes to meet the triggers after the turn-on and before the build looks at him. */
  'one-statement-build': async (stage: Stage): Promise<Ending> => {
    const play = await Play.begin(stage)
    const contact = await play.contact({ city: 'Paris' })
    const workflowId = await play.publish(triggeredBy([inLondon]))
    await play.write('0-1', contact, { city: 'London' })
    await play.goOn()
    return play.ending(workflowId, [contact])
  },

  /** Somebody leaves London after the evaluator took the change that completed him, and before it locks him. */
  'lock-and-read-together': async (stage: Stage): Promise<Ending> => {
    const play = await Play.begin(stage)
    const known = all(isEqualTo('city', 'London'), isKnown('lastname'))
    const workflowId = await play.publish(triggeredBy([known]))
    const contact = await play.contact({ city: 'London' })
    await play.goOn()
    await play.write('0-1', contact, { lastname: 'Lovelace' })
    const other = new Actor(stage.db)
    await interleave(stage.db, { actor: play.actor, run: () => play.goOn() }, 'evaluate:picked', {
      actor: other,
      run: () => play.write('0-1', contact, { city: 'Paris' }),
    })
    return play.ending(workflowId, [contact])
  },

  /** The association is written by one, the associated company by another. */
  'in-transaction-evaluation-of-associations': async (stage: Stage): Promise<Ending> => {
    const play = await Play.begin(stage)
    const atLondon = { ...all(), filterBranches: [associated('0-2', 279, isEqualTo('city', 'London'))] }
    const workflowId = await play.publish(triggeredBy([atLondon]))
    const contact = await play.contact({})
    const company = await aRecord(stage.db, play.accountId, '0-2')
    await stage.db.withAccount(play.accountId, 'shared', async (tx) =>
      associate(tx, await definitionsOf(tx), { ...api, at: Date.now() }, [
        { fromId: contact, toId: company, category: 'HUBSPOT_DEFINED', typeId: 279 },
      ]),
    )
    await play.goOn()
    await play.write('0-2', company, { city: 'London' })
    await play.goOn()
    return play.ending(workflowId, [contact])
  },

  /** Somebody leaves London after the visit, before anybody looks at it. */
  'events-behind-all-changes': async (stage: Stage): Promise<Ending> => {
    const play = await Play.begin(stage)
    const visit = happening('4-96000')
    const workflowId = await play.publish(onEvents([visit], { refinementCriteria: anyGroup(inLondon) }))
    const contact = await play.contact({ city: 'London' })
    const told = { eventTypeId: '4-96000', recordId: contact, id: 'a-visit' }
    await tellEvent(stage.db, play.accountId, told)
    await play.write('0-1', contact, { city: 'Paris' })
    await play.goOn()
    return play.ending(workflowId, [contact])
  },

  /** A second workflow is turned on while the evaluator runs. */
  'stale-trigger-index': async (stage: Stage): Promise<Ending> => {
    const play = await Play.begin(stage)
    await play.publish(triggeredBy([inLondon]))
    const contact = await play.contact({ city: 'Paris' })
    await play.goOn()
    const workflowId = await play.publish(triggeredBy([inLondon]))
    await play.write('0-1', contact, { city: 'London' })
    await play.goOn()
    return play.ending(workflowId, [contact])
  },
}

/** One account, and one worker in whom the defect is. */
class Play {
  private constructor(
    private readonly db: Database,
    readonly accountId: number,
    readonly actor: Actor,
  ) {}

  static async begin({ db, planted }: Stage): Promise<Play> {
    return new Play(db, await anAccount(db), new Actor(db, planted))
  }

  private get engine(): Engine {
    return this.actor.engine
  }

  async publish(criteria: object): Promise<number> {
    const actions = [setProperty('1', 'jobtitle', 'x')]
    const flow = aFlow({ ...criteria, startActionId: '1', nextAvailableActionId: '2', actions })
    const { id } = await this.db.withAccount(this.accountId, 'shared', (tx) => createWorkflow(tx, flow))
    await publish(this.db, this.accountId, id, { enrollExisting: false })
    return id
  }

  contact(values: Record<string, string>): Promise<number> {
    return aRecord(this.db, this.accountId, '0-1', values)
  }

  write(objectTypeId: string, recordId: number, values: Record<string, string>) {
    return this.db.withAccount(this.accountId, 'shared', async (tx) =>
      writeRecords(tx, await definitionsOf(tx), api, [{ objectTypeId, recordId, values }]),
    )
  }

  goOn(): Promise<void> {
    return drain(this.engine, this.accountId)
  }

  async ending(workflowId: number, wanted: readonly number[]): Promise<Ending> {
    const rows = await this.db.withAccount(this.accountId, 'read', (tx) =>
      tx.query<{ record: number }>(sql`
        SELECT record_id AS record FROM enrollments
        WHERE account_id = ${this.accountId} AND workflow_id = ${workflowId} ORDER BY record_id`),
    )
    const found = rows.map(({ record }) => record)
    return { found, wanted, findings: await audit(this.db, this.accountId) }
  }
}
