/** Private hosts the operator lets requests reach (`MILLRACE_ALLOWED_HOSTS`): `host` for any port, or `host:port`. */
export interface AllowedHosts {
  has(hostname: string, port: number): boolean
}

export function allowedHosts(entries: readonly string[]): AllowedHosts {
  const allowed = new Set(
    entries.map((entry) => canonicalEntry(entry.trim())).filter((entry) => entry !== ''),
  )
  return {
    has: (hostname, port) => {
      const host = bare(hostname)
      return allowed.has(host) || allowed.has(`${host} ${port}`)
    },
  }
}

/** `[::1]:8080` → `::1 8080`, spelled as WHATWG URLs spell it: one spelling on both sides of the comparison. */
function canonicalEntry(entry: string): string {
  const port = /^(?:\[.*\]|[^:]*):(\d+)$/.exec(entry)?.[1]
  const host = port === undefined ? entry : entry.slice(0, -port.length - 1)
  const literal = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
  const url = URL.canParse(`http://${literal}`) ? new URL(`http://${literal}`) : null
  if (!url) return ''
  return port === undefined ? bare(url.hostname) : `${bare(url.hostname)} ${Number(port)}`
}

/** Without the brackets of an IPv6 literal and the dot that ends a rooted name. */
function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
}
