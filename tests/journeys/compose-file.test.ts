// compose.yaml and Dockerfile against the program they start. The topology itself runs in one-serve-two-work.test.ts.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { COMMANDS, VARIABLES, youngHeap } from '@millrace/cli'
import { expect, test } from 'vitest'

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const compose = readFileSync(at('compose.yaml'), 'utf8')
const docker = readFileSync(at('Dockerfile'), 'utf8')

test('every setting they give exists, and every command they run', () => {
  const settings = new Set<string>([...Object.values(VARIABLES).map(({ env }) => env), 'NODE_ENV'])
  const variables = /^ENV (.+)$/m.exec(docker)?.[1]?.matchAll(/(\w+)=\S+/g) ?? []
  const given = [...compose.matchAll(/^ {4}((?:MILLRACE_|DATABASE_)\w+):/gm), ...variables].map(
    ([, name]) => name ?? '',
  )
  expect(given.filter((name) => !settings.has(name))).toEqual([])
  expect(given).toContain('DATABASE_URL')
  const commands = [...compose.matchAll(/^ {4}command: \[(.+)\]/gm), ...docker.matchAll(/^CMD \["(.+)"\]/gm)]
  expect(commands.map(([, name]) => name)).toEqual(['migrate', 'serve', 'work', 'serve'])
  const known = COMMANDS.map(({ name }) => name)
  expect(known).toEqual(expect.arrayContaining(commands.map(([, name]) => name)))
})

test('one PostgreSQL 18, one API process, two workers', () => {
  expect(compose).toMatch(/^ {4}image: postgres:18$/m)
  expect([...compose.matchAll(/^ {6}replicas: (\d+)$/gm)].map(([, count]) => count)).toEqual(['2'])
})

test('the image starts the program with the young generation of roles, from a Node that it runs on', () => {
  const entry = /^ENTRYPOINT (\[.+\])$/m.exec(docker)?.[1]
  expect(JSON.parse(entry ?? '')).toEqual(['node', ...youngHeap, '/app/packages/cli/dist/bin.js'])
  expect(new Set([...docker.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image))).toEqual(
    new Set(['node:24-bookworm-slim']),
  )
})

test('what the image copies is there', () => {
  const copied = [...docker.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(
    ([, paths]) => paths?.split(' ') ?? [],
  )
  expect(copied.filter((path) => !existsSync(at(path)))).toEqual([])
})

test('docker compose reads it, where it is installed', () => {
  const options = { env: { ...process.env, POSTGRES_PASSWORD: 'x' }, stdio: 'pipe' } as const
  try {
    execFileSync('docker', ['compose', 'version'], options)
  } catch {
    console.warn('docker compose is not here: compose.yaml was read as text only')
    return
  }
  execFileSync('docker', ['compose', '--file', at('compose.yaml'), 'config', '--quiet'], options)
})
