import { BlockList, isIP } from 'node:net'

/** What the operator lets requests reach (`MILLRACE_ALLOWED_HOSTS`): `host` for any port, `host:port`, or a network. */
export interface AllowedHosts {
  has(hostname: string, port: number): boolean
  /** True for an address inside one of the networks. */
  hasAddress(address: string): boolean
}

export function allowedHosts(entries: readonly string[]): AllowedHosts {
  const allowed = new Set(
    entries.map((entry) => canonicalEntry(entry.trim())).filter((entry) => entry !== ''),
  )
  const networks = networksOf(entries)
  const hasAddress = (address: string) => isIP(address) !== 0 && networks.check(address, familyOf(address))
  return {
    hasAddress,
    has: (hostname, port) => {
      const host = bareHost(hostname)
      return allowed.has(host) || allowed.has(`${host} ${port}`) || hasAddress(host)
    },
  }
}

function networksOf(entries: readonly string[]): BlockList {
  const networks = new BlockList()
  for (const entry of entries) {
    const [address = '', prefix, ...rest] = entry.trim().split('/')
    if (prefix === undefined || rest.length > 0 || isIP(address) === 0) continue
    networks.addSubnet(address, Number(prefix), familyOf(address))
  }
  return networks
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4'
}

/** `[::1]:8080` → `::1 8080`, spelled as WHATWG URLs spell it: one spelling on both sides of the comparison. */
function canonicalEntry(entry: string): string {
  if (entry.includes('/')) return ''
  const port = /^(?:\[.*\]|[^:]*):(\d+)$/.exec(entry)?.[1]
  const host = port === undefined ? entry : entry.slice(0, -port.length - 1)
  const literal = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
  const url = URL.canParse(`http://${literal}`) ? new URL(`http://${literal}`) : null
  if (!url) return ''
  return port === undefined ? bareHost(url.hostname) : `${bareHost(url.hostname)} ${Number(port)}`
}

/** Without the brackets of an IPv6 literal and the dot that ends a rooted name. */
export function bareHost(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
}
