import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { CommandFailure } from './exit-codes.js'

const BYTES = 32

/** The key that stored secrets are sealed with: made at the first start, readable by its owner only, never changed. */
export async function readSecretKey(file: string): Promise<Buffer> {
  await mkdir(dirname(file), { recursive: true })
  // `wx` lets one of several first starts win; the others read what it wrote.
  await writeFile(file, randomBytes(BYTES), { mode: 0o600, flag: 'wx' }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST')
        throw new CommandFailure(`The secret key cannot be made in ${file}: ${error.message}`)
    },
  )
  const key = await readFile(file)
  if (key.length === BYTES) return key
  throw new CommandFailure(`${file} should hold ${BYTES} bytes, not ${key.length}. Put the right key there.`)
}
