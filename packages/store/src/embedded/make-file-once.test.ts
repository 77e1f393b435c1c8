import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeFileOnce } from './make-file-once.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-once-'))
})
afterEach(() => rm(folder, { recursive: true }))

test('of several makers one wins, what it wrote is whole, and nothing else is left', async () => {
  const file = join(folder, 'key')
  const contents = Array.from({ length: 20 }, (_none, index) => String(index).repeat(100_000))
  const made = await Promise.all(contents.map((content) => makeFileOnce(file, content, 0o600)))
  expect(made.filter(Boolean)).toHaveLength(1)
  expect(await readFile(file, 'utf8')).toBe(contents[made.indexOf(true)])
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await readdir(folder)).toEqual(['key'])
})

test('a folder that is not there is an error, not a silence', async () => {
  await expect(makeFileOnce(join(folder, 'none', 'key'), 'x', 0o600)).rejects.toThrow('ENOENT')
})
