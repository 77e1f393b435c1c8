// What real clients send and the router must take (api.md 1): slashes in excess, a mount prefix, dated spellings.
import { datedVersion, pathFamilies } from './contract/path-families.js'

interface Alias {
  readonly pattern: RegExp
  readonly path: string
}

const aliases: readonly Alias[] = pathFamilies.flatMap(({ path, aliases }) =>
  aliases.map((alias) => ({
    pattern: new RegExp(`^${alias.replace('{date}', datedVersion)}(?=/|$)`),
    path,
  })),
)

const dated = new RegExp(`/${datedVersion}(?=/|$)`)

/** The path under which the server is mounted, from its public URL: `/hubspot-api`, or '' at the root. */
export function mountPrefix(publicUrl: string | undefined): string {
  return publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/+$/, '')
}

/** The URL as the router knows it: prefix and needless slashes gone, dated families in their numbered spelling. */
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
  return dated.test(path) ? undated(path) : path
}

function undated(path: string): string {
  for (const alias of aliases) {
    if (alias.pattern.test(path)) return path.replace(alias.pattern, alias.path)
  }
  return path
}
