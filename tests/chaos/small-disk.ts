// A disk of its own for PostgreSQL, small enough to be filled: a tmpfs, where we may mount one.
import { execFile } from 'node:child_process'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const size = '640m'
const chunk = Buffer.alloc(1024 * 1024)

export class SmallDisk {
  readonly #ballast: string

  private constructor(private readonly dir: string) {
    this.#ballast = join(dir, 'ballast')
  }

  /** The disk, or why there is none: only root may mount, and not everywhere. */
  static async mount(dir: string): Promise<SmallDisk | string> {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root on Linux can mount a disk'
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0755`, 'tmpfs', dir])
      return new SmallDisk(dir)
    } catch (error) {
      return `mounting a disk was refused: ${error instanceof Error ? error.message.trim() : String(error)}`
    }
  }

  /** Not a byte is left. */
  async fill(): Promise<void> {
    const file = await open(this.#ballast, 'w')
    try {
      for (;;) await file.write(chunk)
    } catch (error) {
      if (!isFull(error)) throw error
    } finally {
      await file.close()
    }
  }

  free(): Promise<void> {
    return rm(this.#ballast, { force: true })
  }

  /** Lazily: whoever still has a file open there is about to end. */
  async unmount(): Promise<void> {
    await run('umount', ['--lazy', this.dir])
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOSPC'
}
