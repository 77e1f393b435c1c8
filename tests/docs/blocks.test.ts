import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { type Block, blocksOf, type Page, pages, root } from './read-blocks.js'
import { reasons } from './reasons.js'

const all = pages()
const each = (wanted: (block: Block) => boolean) =>
  all.flatMap(({ path, blocks }) =>
    blocks.filter(wanted).map((block) => ({ at: `${path}:${block.line}`, block })),
  )

test('every block is of a language that is run, parsed or plain text', () => {
  const known = ['sh', 'json', 'ts', 'text', '']
  expect(each(({ language }) => !known.includes(language)).map(({ at }) => at)).toEqual([])
  // Without a language: a picture. Nobody can copy it into a terminal.
  const pictures = each(({ language }) => language === '')
  expect(pictures.filter(({ block }) => /^\s*(\$ |npm |npx |curl |node )/m.test(block.text))).toEqual([])
})

test('a block that is not run says why, and the reason fits it', () => {
  const wrong = each(({ notRun }) => notRun !== undefined).filter(
    ({ block }) => !reasons[block.notRun ?? '']?.test(block.text),
  )
  expect(wrong.map(({ at, block }) => `${at}: ${block.notRun}`)).toEqual([])
})

test('every JSON block is JSON', () => {
  for (const { at, block } of each(({ language }) => language === 'json'))
    expect(() => JSON.parse(block.text) as unknown, at).not.toThrow()
})

test('every link between pages leads somewhere', () => {
  const dead = all.concat(withoutBlocks()).flatMap(({ path }) =>
    linksOf(path)
      .filter((link) => !existsSync(join(root, dirname(path), link)))
      .map((link) => `${path}: ${link}`),
  )
  expect(dead).toEqual([])
})

test('what the comments around a block say is read', () => {
  const [block] = blocksOf(
    [
      '<!-- first: npm start -->',
      '<!-- saved as: a.json -->',
      '```json',
      '{}',
      '```',
      '<!-- prints: x -->',
    ].join('\n'),
  )
  expect(block).toEqual({
    line: 3,
    language: 'json',
    text: '{}',
    first: ['npm start'],
    savedAs: 'a.json',
    prints: ['x'],
  })
})

function linksOf(path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8').replace(/```[\s\S]*?```/g, '')
  return [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map(([, link]) => link ?? '')
    .filter((link) => !/^[a-z]+:|^\//.test(link))
}

function withoutBlocks(): Page[] {
  return ['README.md', 'ARCHITECTURE.md'].map((path) => ({ path, blocks: [] }))
}
