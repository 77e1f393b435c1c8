// A text with tokens: compiled to parts where it holds nothing else, which is thirty times faster than Liquid, else left
// to Liquid. Both mean the same: {{ contact.firstname | default: "there" }}.
import { escapeHtml } from '@millrace/actions'
import type { LiquidThread, Rendered } from './liquid.js'
import type { MergeValues } from './merge-values.js'

/** `html`: what is merged is escaped; `text`: as it is; `line`: on one line, for a header. */
export type Manner = 'html' | 'text' | 'line'

export interface Template {
  /** Whether it needs Liquid: logic, or a filter other than `default`. */
  readonly hasLogic: boolean
  render(values: MergeValues, liquid: LiquidThread): Promise<Rendered>
}

type Part = string | ((values: MergeValues) => string)

const token = /\{\{-?\s*([^{}]*?)\s*-?\}\}/g
const simple = /^([A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)?)(?:\s*\|\s*default:\s*(?:"([^"]*)"|'([^']*)'))?$/
/** How older documents write a token with a default. */
const functionToken =
  /\{\{\s*personalization_token\(\s*["']([\w.]+)["']\s*(?:,\s*["']([^"'{}]*)["']\s*)?\)\s*\}\}/g

export function compileEmailTemplate(written: string, manner: Manner): Template {
  const text = written.replace(functionToken, (_all, path: string, fallback?: string) =>
    fallback ? `{{ ${path} | default: "${fallback}" }}` : `{{ ${path} }}`,
  )
  const parts = partsOf(text, encoders[manner])
  if (parts === null)
    return {
      hasLogic: true,
      render: async (values, liquid) => tidied(await liquid.render(text, values, manner === 'html'), manner),
    }
  return {
    hasLogic: false,
    render: async (values) =>
      tidied(
        { ok: true, text: parts.map((part) => (typeof part === 'string' ? part : part(values))).join('') },
        manner,
      ),
  }
}

/** null: it holds more than tokens. */
function partsOf(text: string, encode: (text: string) => string): Part[] | null {
  if (text.includes('{%')) return null
  const parts: Part[] = []
  let end = 0
  for (const match of text.matchAll(token)) {
    const read = simple.exec(match[1] ?? '')
    if (!read) return null
    parts.push(text.slice(end, match.index), reader(read[1] ?? '', read[2] ?? read[3] ?? '', encode))
    end = match.index + match[0].length
  }
  const rest = text.slice(end)
  return rest.includes('{{') ? null : [...parts, rest]
}

/** A-GEN-10: what has no value is its default, else empty. */
function reader(path: string, fallback: string, encode: (text: string) => string): Part {
  const [owner = '', name] = path.split('.')
  return (values) => {
    const held = Object.hasOwn(values, owner) ? values[owner] : undefined
    const value = name === undefined ? held : own(held, name)
    const empty = value === undefined || value === '' || value === false || typeof value === 'object'
    return encode(empty ? (value === false && fallback === '' ? 'false' : fallback) : String(value))
  }
}

function own(held: MergeValues[string] | undefined, name: string): string | number | boolean | undefined {
  return typeof held === 'object' && Object.hasOwn(held, name) ? held[name] : undefined
}

const encoders: Readonly<Record<Manner, (text: string) => string>> = {
  html: escapeHtml,
  text: (text) => text,
  line: (text) => text,
}

/** A value that stands where an address is asked for must not be a program. */
const program = /(\b(?:href|src)\s*=\s*["']?\s*)(?:javascript|vbscript|data)\s*:/gi

function tidied(rendered: Rendered, manner: Manner): Rendered {
  if (!rendered.ok || manner === 'text') return rendered
  const text = manner === 'html' ? rendered.text.replace(program, '$1#') : oneLine(rendered.text)
  return { ok: true, text }
}

/** Nothing in a header may begin another one. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get through
  return text.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').trim()
}

/** Words that hold no token any more, whatever they look like. */
export function fixedTemplate(text: string, manner: Manner): Template {
  const rendered = tidied({ ok: true, text }, manner)
  return { hasLogic: false, render: async () => rendered }
}
