// The code blocks of the documentation, with what its comments say of them.
//
//   <!-- first: npm start -->          run before the next block, unseen: what the reader has done on the way here
//   <!-- saved as: mapping.json -->    the next block is the content of this file
//   <!-- not run: reason -->           the next block cannot run here; the reason is one of `reasons.ts`
//   <!-- prints: "count": ?55 -->      what the block before it prints, as a regular expression
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))

export interface Block {
  /** Of the opening fence, for messages and for whoever looks. */
  readonly line: number
  readonly language: string
  readonly text: string
  readonly first: readonly string[]
  readonly savedAs?: string
  readonly notRun?: string
  readonly prints: readonly string[]
}

export interface Page {
  readonly path: string
  readonly blocks: readonly Block[]
}

/** Every page of the repository that people read, but for the reference, which is printed from the code. */
export function pages(): Page[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
    cwd: root,
  })
  const paths = listed.toString().trim().split('\n')
  return paths
    .filter((path) => !path.startsWith('docs/reference/') && path !== 'bench/RESULTS.md')
    .map((path) => ({ path, blocks: blocksOf(withIncludes(path)) }))
    .filter(({ blocks }) => blocks.length > 0)
}

/** A page may show a part of another one, named by its heading: then that one's blocks are that one's to run. */
function withIncludes(path: string): string {
  const text = readFileSync(join(root, path), 'utf8')
  for (const [, file = ''] of text.matchAll(/<!--@include: ([^#{]+?)[#{].*?-->/g))
    readFileSync(join(root, dirname(path), file))
  return text
}

const comment = /^<!-- (first|saved as|not run|prints): (.+) -->$/
const fence = /^(\s*)(`{3,})(\w*)/

export function blocksOf(markdown: string): Block[] {
  const lines = markdown.split('\n')
  const blocks: Block[] = []
  let marks: [kind: string, text: string][] = []
  for (let at = 0; at < lines.length; at++) {
    const [, kind, said] = comment.exec((lines[at] ?? '').trim()) ?? []
    if (kind && said) {
      const last = blocks.at(-1)
      if (kind === 'prints' && last) blocks[blocks.length - 1] = { ...last, prints: [...last.prints, said] }
      else marks.push([kind, said])
    }
    const [, indent = '', ticks, language] = fence.exec(lines[at] ?? '') ?? []
    if (!ticks) continue
    const end = lines.findIndex((line, index) => index > at && line.trim() === ticks)
    if (end < 0) throw new Error(`the code block of line ${at + 1} has no end`)
    const text = lines.slice(at + 1, end).map((line) => line.slice(indent.length))
    const of = (wanted: string) => marks.filter(([name]) => name === wanted).map(([, text_]) => text_)
    const [savedAs, notRun] = [of('saved as')[0], of('not run')[0]]
    blocks.push({
      line: at + 1,
      language: language ?? '',
      text: text.join('\n'),
      first: of('first'),
      ...(savedAs && { savedAs }),
      ...(notRun && { notRun }),
      prints: [],
    })
    marks = []
    at = end
  }
  return blocks
}
