import { randomBytes } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { makeFileOnce } from '@millrace/store'
import { CommandFailure } from './exit-codes.js'

const BYTES = 32

/** The key that stored secrets are sealed with: made at the first start, readable by its owner only, never changed. */
export async function readSecretKey(file: string): Promise<Buffer> {
  const key = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return makeKey(file)
    throw new CommandFailure(`The secret key in ${file} cannot be read: ${error.message}`)
  })
  if (key.length === BYTES) return key
  throw new CommandFailure(`${file} should hold ${BYTES} bytes, not ${key.length}. Put the right key there.`)
}

/** One of several first starts wins; the others read what it wrote. */
async function makeKey(file: string): Promise<Buffer> {
  try {
    await mkdir(dirname(file), { recursive: true })
    await makeFileOnce(file, randomBytes(BYTES), 0o600)
    return await readFile(file)
  } catch (error) {
    throw new CommandFailure(`The secret key cannot be made in ${file}: ${(error as Error).message}`)
  }
}
