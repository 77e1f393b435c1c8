import { ownText } from './own-text.js'

const most = 200
const longest = 60
/** After so many cells a column shows whether its cells occur again. */
const trial = 2_000

/** Reads the cells of one column. Most columns repeat themselves: their few different cells are read once. */
export class CellMemory<Read> {
  readonly #read: (text: string) => Read
  readonly #known = new Map<string, Read>()
  #asked = 0
  #found = 0

  constructor(read: (text: string) => Read) {
    this.#read = read
  }

  read(text: string): Read {
    if (text.length > longest || this.#isUseless()) return this.#read(text)
    this.#asked++
    const before = this.#known.get(text)
    if (before !== undefined) {
      this.#found++
      return before
    }
    if (this.#known.size === most) return this.#read(text)
    const own = ownText(text)
    const read = this.#read(own)
    this.#known.set(own, read)
    return read
  }

  /** Asking costs a third of reading: where less than half is found, reading alone is faster. */
  #isUseless(): boolean {
    return this.#asked >= trial && this.#found * 2 < this.#asked
  }
}
