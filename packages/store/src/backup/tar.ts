import { type FileHandle, open } from 'node:fs/promises'

const BLOCK = 512

export interface TarEntry {
  readonly name: string
  readonly bytes: Buffer
}

/** Writes the plain `ustar` format, so that any `tar` can look into a backup. */
export class TarWriter {
  private constructor(private readonly file: FileHandle) {}

  /** Readable by its owner only: a backup holds everything there is. */
  static async create(path: string): Promise<TarWriter> {
    return new TarWriter(await open(path, 'w', 0o600))
  }

  async add({ name, bytes }: TarEntry): Promise<void> {
    const padding = Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)
    await this.file.writev([header(name, bytes.length), bytes, padding])
  }

  /** On disk when this returns. */
  async finish(): Promise<void> {
    await this.file.write(Buffer.alloc(2 * BLOCK))
    await this.file.sync()
    await this.file.close()
  }

  async abandon(): Promise<void> {
    await this.file.close()
  }
}

/** The entries in order, one in memory at a time. Ends early in a file that was cut off: the manifest is missing then. */
export async function* readTar(path: string): AsyncGenerator<TarEntry> {
  const file = await open(path, 'r')
  try {
    for (let position = 0; ; ) {
      const head = await readExactly(file, position, BLOCK)
      const size = Number.parseInt(head.toString('latin1', 124, 136), 8)
      if (head.length < BLOCK || head[0] === 0 || !Number.isInteger(size)) return
      const bytes = await readExactly(file, position + BLOCK, size)
      if (bytes.length < size) return
      yield { name: head.toString('utf8', 0, 100).replace(/\0.*$/s, ''), bytes }
      position += BLOCK + Math.ceil(size / BLOCK) * BLOCK
    }
  } finally {
    await file.close()
  }
}

async function readExactly(file: FileHandle, position: number, size: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, position)
  return buffer.subarray(0, bytesRead)
}

function header(name: string, size: number): Buffer {
  const block = Buffer.alloc(BLOCK)
  block.write(name, 0, 100)
  block.write('0000600\0', 100)
  block.write('0000000\0', 108)
  block.write('0000000\0', 116)
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  block.write(`${Math.floor(Date.now() / 1000).toString(8)}\0`, 136)
  // The checksum counts its own field as spaces.
  block.write('        ', 148)
  block.write('0', 156)
  block.write('ustar\u000000', 257)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}
