import { advance, audit, type Faults } from '@millrace/engine'
import { anEngine, type OutboxFixture } from '@millrace/engine/testing'
import { CommitUnknown } from '@millrace/store'
import sql from 'sql-template-tag'
import type { Ending, Stage } from './story.js'

const onceEach = ['enrolled manual', 'waiting queued', 'succeeded']

export const outboxStories = {
  /** A dispatcher stops while its answer is on the way, another takes over, and then it goes on. */
  'missing-fence': async ({ outbox, planted }: Stage): Promise<Ending> => {
    const { enrollmentId } = await outbox.enrolled()
    let goOn = () => {}
    const stopped = new Promise<void>((resolve) => {
      goOn = resolve
    })
    let arrive = () => {}
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve
    })
    const first = outbox.dispatcher(
      {},
      faultsOf(planted, async (name) => {
        if (name !== 'outbox:answered') return
        arrive()
        await stopped
      }),
    )
    await first.dispatch(outbox.accountId)
    await arrived
    await outbox.expireLeases()
    const second = outbox.dispatcher()
    await second.dispatch(outbox.accountId)
    await outbox.hurry()
    await outbox.dispatchWith(second)
    goOn()
    await first.idle()
    const ends = (await outbox.log(enrollmentId)).filter((row) => row === 'succeeded')
    return endingOf(outbox, ends, ['succeeded'])
  },

  /** The database is put back to a backup from before the send, and the step runs again. */
  'unstable-effect-id': async ({ outbox, planted }: Stage): Promise<Ending> => {
    const { accountId } = outbox
    await outbox.enrolled()
    await outbox.dispatchWith(outbox.dispatcher())
    await outbox.query(sql`
      UPDATE enrollments SET state = 'ready', action_id = '1', seq = 0, due_at = now(), waiting_since = NULL,
        ended_at = NULL, end_state = NULL, reason = NULL, context = NULL
      WHERE account_id = ${accountId}`)
    await outbox.query(sql`DELETE FROM action_log WHERE account_id = ${accountId} AND seq > 0`)
    await outbox.query(
      sql`DELETE FROM counter_deltas WHERE account_id = ${accountId} AND outcome <> 'enrolled'`,
    )
    await advance(anEngine(outbox.database.db, faultsOf(planted)), accountId, 'bulk')
    await outbox.hurry()
    await outbox.dispatchWith(outbox.dispatcher())
    const ids = outbox.received.map(({ id }) => id)
    return endingOf(outbox, [ids.length, new Set(ids).size], [2, 1])
  },

  /** The answer to a COMMIT is lost while another effect of the batch is still on its way, so that the lease stands. */
  'blind-retry-after-failed-commit': async ({ outbox, planted }: Stage): Promise<Ending> => {
    const { enrollmentIds } = await outbox.enrolled(2)
    let answerOther = () => {}
    const settledAgain = new Promise<void>((resolve) => {
      answerOther = resolve
    })
    outbox.answer = (_request, response) => {
      if (outbox.received.length === 1) response.end('{}')
      else void settledAgain.then(() => response.end('{}'))
    }
    let settlements = 0
    const dispatcher = outbox.dispatcher(
      {},
      faultsOf(planted, (name) => {
        if (name !== 'outbox:settled') return
        settlements += 1
        if (settlements === 1) throw new CommitUnknown('the answer to COMMIT was lost')
        answerOther()
      }),
    )
    await outbox.dispatchWith(dispatcher)
    const logs = await Promise.all(enrollmentIds.map((id) => outbox.log(id)))
    return endingOf(outbox, logs, [onceEach, onceEach])
  },
}

function faultsOf(planted: Stage['planted'], point: Faults['point'] = () => {}): Faults {
  return { planted: new Set(planted), point }
}

async function endingOf(outbox: OutboxFixture, found: unknown, wanted: unknown): Promise<Ending> {
  return { found, wanted, findings: await audit(outbox.database.db, outbox.accountId) }
}
