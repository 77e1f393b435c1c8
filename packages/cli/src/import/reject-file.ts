import { open } from 'node:fs/promises'

export interface RejectedRow {
  readonly line: number
  readonly reason: string
}

/** Collects rejected rows: all of them in a file where one is wanted, and the first few to be shown. */
export interface Rejects {
  readonly first: readonly RejectedRow[]
  readonly count: number
  add(row: RejectedRow, cells: readonly string[]): Promise<void>
  close(): Promise<void>
}

const shown = 10

export async function collectRejects(path: string | undefined, header: readonly string[]): Promise<Rejects> {
  const file = path === undefined ? undefined : await open(path, 'w')
  await file?.write(csvLine(['line', 'reason', ...header]))
  const first: RejectedRow[] = []
  let count = 0
  return {
    first,
    get count() {
      return count
    },
    add: async (row, cells) => {
      count++
      if (first.length < shown) first.push(row)
      await file?.write(csvLine([String(row.line), row.reason, ...cells]))
    },
    close: async () => file?.close(),
  }
}

/** RFC 4180. The cells are the file's own: nothing is put before those that a spreadsheet could take for a formula. */
function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`
}
