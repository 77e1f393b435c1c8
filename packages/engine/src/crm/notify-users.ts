import type { NotifyRequest, NotifyResult } from '@millrace/actions'
import {
  insertNotifications,
  type PersonTold,
  readMutes,
  readPeopleTold,
  type Transaction,
} from '@millrace/store'

interface Step {
  readonly workflowId: number
  readonly actionId: string
}

/** Writes the notifications of a whole group in one statement: each user once a member, mutes respected (A-NTI-4). */
export async function notifyUsers(
  tx: Transaction,
  { workflowId, actionId }: Step,
  requests: readonly NotifyRequest[],
): Promise<readonly NotifyResult[]> {
  const people = await readPeopleTold(tx, {
    userIds: requests.flatMap(({ userIds }) => userIds),
    ownerIds: requests.flatMap(({ ownerIds }) => ownerIds),
    teamIds: requests.flatMap(({ teamIds }) => teamIds),
  })
  const mutes = await readMutes(
    tx,
    workflowId,
    people.map(({ userId }) => userId),
  )
  const results = requests.map((request) => resultOf(request, people, mutes))
  await insertNotifications(
    tx,
    requests.flatMap(({ member, title, body }, index) =>
      (results[index]?.notified ?? []).map((userId) => ({
        userId,
        title,
        body,
        workflowId,
        enrollmentId: member.enrollmentId,
        actionId,
        recordId: member.record.id,
      })),
    ),
  )
  return results
}

function resultOf(
  request: NotifyRequest,
  people: readonly PersonTold[],
  mutes: ReadonlySet<number>,
): NotifyResult {
  const active = people.filter((person) => person.active)
  const named = new Set<number>()
  let unknown = 0
  const tell = (found: readonly PersonTold[]) => {
    if (found.length === 0) unknown += 1
    for (const { userId } of found) named.add(userId)
  }
  for (const id of request.userIds) tell(active.filter(({ userId }) => userId === id))
  for (const id of request.ownerIds) tell(active.filter(({ ownerId }) => ownerId === id))
  for (const id of request.teamIds) tell(active.filter(({ teamIds }) => teamIds.includes(id)))
  return {
    notified: [...named].filter((id) => !mutes.has(id)),
    muted: [...named].filter((id) => mutes.has(id)),
    unknown,
  }
}
