/** A bar on a terminal, nothing anywhere else. */
export interface Progress {
  show(title: string, done: number, total: number): void
  end(): void
}

const width = 30
const betweenFrames = 100

export function progressOn(stream: NodeJS.WriteStream, silent: boolean): Progress {
  if (silent || !stream.isTTY) return { show: () => {}, end: () => {} }
  let drawnAt = 0
  let drawn = false
  return {
    show: (title, done, total) => {
      const now = performance.now()
      if (now - drawnAt < betweenFrames && done < total) return
      drawnAt = now
      drawn = true
      const part = total === 0 ? 1 : Math.min(1, done / total)
      const filled = Math.round(part * width)
      const bar = '█'.repeat(filled) + '░'.repeat(width - filled)
      stream.write(`\r\u001b[K${title} ${bar} ${Math.floor(part * 100)} %`)
    },
    end: () => {
      if (drawn) stream.write('\r\u001b[K')
      drawn = false
    },
  }
}
