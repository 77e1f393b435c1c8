import { allEmail, type SubscriptionDefinition, type SubscriptionStatus } from '@millrace/store'
import { iso } from '../iso.js'

export function showDefinition(definition: SubscriptionDefinition) {
  return {
    ...definition,
    id: String(definition.id),
    isInternal: false,
    createdAt: iso(definition.createdAt),
    updatedAt: iso(definition.updatedAt),
  }
}

/** What an address gets of one kind (api.md 3.2, older form): nothing said counts as subscribed to nothing. */
export function showOlderStatus(definition: SubscriptionDefinition, statuses: readonly SubscriptionStatus[]) {
  const all = statuses.find((one) => one.subscriptionId === allEmail && !one.subscribed)
  const own = statuses.find((one) => one.subscriptionId === definition.id)
  return {
    id: String(definition.id),
    name: definition.name,
    description: definition.description,
    status: !all && own?.subscribed ? 'SUBSCRIBED' : 'NOT_SUBSCRIBED',
    sourceOfStatus: all ? 'PORTAL_WIDE_STATUS' : 'SUBSCRIPTION_STATUS',
    ...basisOf(own),
  }
}

export function showStatus(
  address: string,
  definition: SubscriptionDefinition,
  statuses: readonly SubscriptionStatus[],
) {
  const all = statuses.find((one) => one.subscriptionId === allEmail && !one.subscribed)
  const said = all ?? statuses.find((one) => one.subscriptionId === definition.id)
  return {
    channel: 'EMAIL',
    subscriberIdString: address,
    subscriptionId: definition.id,
    subscriptionName: definition.name,
    status: said ? (said.subscribed ? 'SUBSCRIBED' : 'UNSUBSCRIBED') : 'NOT_SPECIFIED',
    source: said?.source ?? 'NONE',
    ...basisOf(said),
    timestamp: iso(said?.at ?? definition.createdAt),
  }
}

function basisOf(status: SubscriptionStatus | undefined) {
  return {
    ...(status?.legalBasis && { legalBasis: status.legalBasis }),
    ...(status?.legalBasisExplanation && { legalBasisExplanation: status.legalBasisExplanation }),
  }
}
