// What real clients send and the router must take (api.md 1): slashes in excess, a mount prefix, dated spellings.
import { datedVersion, pathFamilies } from './contract/path-families.js'

interface Alias {
  readonly pattern: RegExp
  readonly path: string
}

const aliases: readonly Alias[] = pathFamilies.flatMap(({ path, aliases, before = '/|$' }) =>
  aliases.map((alias) => ({
    pattern: new RegExp(`^${alias.replace('{date}', datedVersion)}(?=${before})`),
    path,
  })),
)

/** What only an alias looks like: a date anywhere, or another numbered spelling in front. */
const plain = pathFamilies.flatMap(({ aliases }) => aliases.filter((alias) => !alias.includes('{date}')))
const otherSpelling = new RegExp(`/${datedVersion}(?=/|$)|^(?:${plain.join('|')})(?=/|$)`)

/** The path under which the server is mounted, from its public URL: `/hubspot-api`, or '' at the root. */
export function mountPrefix(publicUrl: string | undefined): string {
  return publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/+$/, '')
}

/** The URL as the router knows it: prefix and needless slashes gone, families in the spelling they are served under. */
export function canonicalUrl(url: string, prefix: string): string {
  const queryAt = url.indexOf('?')
  const query = queryAt < 0 ? '' : url.slice(queryAt)
  return canonicalPath(queryAt < 0 ? url : url.slice(0, queryAt), prefix) + query
}

function canonicalPath(raw: string, prefix: string): string {
  let path = raw.includes('//') ? raw.replace(/\/{2,}/g, '/') : raw
  if (prefix !== '' && (path === prefix || path.startsWith(`${prefix}/`))) path = path.slice(prefix.length)
  if (path.length > 1 && path.endsWith('/')) path = path.slice(0, -1)
  if (path === '') return '/'
  return otherSpelling.test(path) ? numbered(path) : path
}

function numbered(path: string): string {
  for (const alias of aliases) {
    if (alias.pattern.test(path)) return path.replace(alias.pattern, alias.path)
  }
  return path
}
