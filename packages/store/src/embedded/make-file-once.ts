import { randomUUID } from 'node:crypto'
import { link, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes a file that is there whole or not at all, also after a power cut: a key half written would lock its owner out of
 * everything it sealed. The first of several makers wins; false: it was there already.
 */
export async function makeFileOnce(
  file: string,
  content: string | Uint8Array,
  mode: number,
): Promise<boolean> {
  const fresh = `${file}.${randomUUID()}`
  try {
    await writeDurably(fresh, content, mode)
    // A link, unlike a rename, refuses to replace what somebody else made meanwhile.
    const isMade = await link(fresh, file).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return false
        if (noLinks.has(error.code ?? '')) return rename(fresh, file).then(() => true)
        throw error
      },
    )
    await syncFolder(dirname(file))
    return isMade
  } finally {
    await rm(fresh, { force: true })
  }
}

/** File systems without hard links. */
const noLinks: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'])

async function writeDurably(file: string, content: string | Uint8Array, mode: number): Promise<void> {
  const handle = await open(file, 'wx', mode)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** The name is durable when its folder is; Windows knows no such thing and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
