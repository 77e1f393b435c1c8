import { isIP } from 'node:net'
import { type AllowedHosts, bareHost } from './allowed-hosts.js'
import { isGlobalUnicast } from './global-unicast.js'

/** Where a request is bound for, spelled as a URL spells it. An empty port is the protocol's own. */
export interface Bound {
  readonly protocol: string
  readonly hostname: string
  readonly port: string
}

/**
 * `named`: the operator opened it, whatever it is. `guarded`: it may leave if the name turns out to be public. The others
 * can never leave.
 */
export type WayOut = 'named' | 'guarded' | 'not https' | 'not public'

/**
 * The rule of what may leave, as far as it is known without asking anybody (reliability.md 3.2, A-WHK-4, A-WHK-5): the
 * sender's before it connects, and publishing's.
 */
export function wayOut({ protocol, hostname, port }: Bound, hosts: AllowedHosts): WayOut {
  const host = bareHost(hostname)
  if (hosts.has(host, Number(port || (protocol === 'https:' ? 443 : 80)))) return 'named'
  if (protocol !== 'https:') return 'not https'
  const addresses = host === 'localhost' ? ['127.0.0.1', '::1'] : isIP(host) === 0 ? [] : [host]
  if (addresses.length === 0) return 'guarded'
  return addresses.some((address) => isOpen(address, hosts)) ? 'guarded' : 'not public'
}

/** True for an address that requests may reach: of the public internet, or in a network that the operator opened. */
export function isOpen(address: string, hosts: AllowedHosts): boolean {
  return isGlobalUnicast(address) || hosts.hasAddress(address)
}
