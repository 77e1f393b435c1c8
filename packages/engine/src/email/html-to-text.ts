// The plain-text part of an e-mail that was written in HTML only. One pass, whatever the HTML is like.

const breaks: ReadonlySet<string> = new Set([
  'br',
  'p',
  'div',
  'tr',
  'table',
  'li',
  'ul',
  'ol',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'blockquote',
  'hr',
  'section',
])
/** What stands between their tags is not for reading. */
const unread: ReadonlySet<string> = new Set(['style', 'script', 'head', 'title'])

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  copy: '©',
  mdash: '—',
  ndash: '–',
  hellip: '…',
}

/** What HTML shows as one space. */
const uneven = /[\t\n\r\f]| {2}/

/** Links keep their address: `the page (https://…)`. */
export function htmlToText(html: string): string {
  let text = ''
  let link: string | null = null
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    const said = html.slice(at, open < 0 ? html.length : open)
    text += decode(uneven.test(said) ? said.replace(/\s+/g, ' ') : said)
    if (open < 0) break
    const close = html.startsWith('<!--', open) ? html.indexOf('-->', open) : html.indexOf('>', open)
    if (close < 0) break
    at = close + (html.startsWith('<!--', open) ? 3 : 1)
    const tag = html.slice(open + 1, close)
    const name = /^\/?([a-z][a-z0-9]*)/i.exec(tag)?.[1]?.toLowerCase() ?? ''
    const ends = tag.startsWith('/')
    if (unread.has(name) && !ends) {
      const end = html.toLowerCase().indexOf(`</${name}`, at)
      if (end < 0) break
      at = end
    } else if (breaks.has(name)) text += name === 'p' ? '\n\n' : '\n'
    else if (name === 'li') text += '\n- '
    else if (name === 'a' && !ends) link = /\bhref\s*=\s*["']?([^"'\s>]+)/i.exec(tag)?.[1] ?? null
    else if (name === 'a' && link !== null) {
      const address = decode(link)
      if (!text.trimEnd().endsWith(address)) text += ` (${address})`
      link = null
    }
  }
  return text
    .replace(/[ \t]*\n[ \t]*/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

function decode(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,8});/gi, (all, name: string) => {
    if (!name.startsWith('#')) return entities[name.toLowerCase()] ?? all
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : ''
  })
}
