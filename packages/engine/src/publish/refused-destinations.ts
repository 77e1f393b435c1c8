import { type CompiledWorkflow, destinationsIn, type Flow } from '@millrace/definitions'
import { Problem } from '@millrace/model'
import type { AllowedHosts } from '../webhooks/allowed-hosts.js'
import { wayOut } from '../webhooks/way-out.js'

const reasons = {
  'not https': 'only https leaves this installation',
  'not public': 'this is not an address of the public internet',
} as const

/** Addresses that no request can ever leave for (A-WHK-4, A-WHK-5). What takes DNS to know is known when it is sent. */
export function refusedDestinations(flow: Flow, workflow: CompiledWorkflow, hosts: AllowedHosts): Problem[] {
  return destinationsIn(flow, workflow).flatMap(({ url, actionId, field }) => {
    const { protocol, hostname, port, host } = new URL(url)
    const way = wayOut({ protocol, hostname, port }, hosts)
    if (way === 'named' || way === 'guarded') return []
    const message = `Action ${actionId} can never call ${protocol}//${host}: ${reasons[way]}. The operator may allow the host in MILLRACE_ALLOWED_HOSTS.`
    return [
      new Problem('ADDRESS_REFUSED', message, { field, context: { actionId: [actionId], host: [host] } }),
    ]
  })
}
