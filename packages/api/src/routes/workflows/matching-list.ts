import { fillMatchingList, type MatchingList, startMatchingList } from '@millrace/engine'
import { definitionsOf, readClock, readList } from '@millrace/store'
import { workflows } from '../../contract/index.js'
import type { On } from '../../register.js'
import { writeOnce } from '../../write-once.js'
import type { Api } from '../api.js'
import { iso } from '../iso.js'
import { showList } from '../lists/show-list.js'
import { readRequiredWorkflow } from './require-workflow.js'

/** W-PUB-4: who matches now, as a list to look at. */
export function matchingListRoute(on: On, { db, waker }: Api): void {
  on(workflows.matchingList, async (call) => {
    const { accountId } = call.caller
    let made: MatchingList | undefined
    const started = await writeOnce(
      db,
      call,
      async (tx) => {
        const { id, flow } = await readRequiredWorkflow(tx, call.params.workflowId)
        const at = iso(await readClock(tx))
        const name =
          call.body.name?.trim() || `Matching ${flow.name?.slice(0, 200) ?? `workflow ${id}`}, ${at}`
        made = await startMatchingList(tx, await definitionsOf(tx), flow, name)
        return { status: 201, body: made.listId }
      },
      'exclusive',
    )
    const listId = started.body as number
    // A repeat of the request finds the list of the first one.
    if (made) await fillMatchingList(db, accountId, made)
    waker.wake(accountId, 'bulk')
    const list = await db.withAccount(accountId, 'read', (tx) => readList(tx, listId))
    return { status: 201, body: { list: showList(list, true) } }
  })
}
