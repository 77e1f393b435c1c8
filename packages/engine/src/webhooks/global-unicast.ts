import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** All of IPv6 that is given out as global unicast; anything else (site-local, NAT64, IPv4 in disguise) stays home. */
const allocated = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number]

/** True for an address that belongs to the public internet. Anything that is not an address is not. */
export function isGlobalUnicast(address: string): boolean {
  if (isIP(address) === 0) return false
  const parsed = ipaddr.parse(address)
  if (parsed.range() !== 'unicast') return false
  return parsed.kind() === 'ipv4' || (parsed as ipaddr.IPv6).match(allocated)
}
