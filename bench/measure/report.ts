import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { type Figure, isMet, targetText } from './figure.js'

export function asTable(figures: readonly Figure[]): string {
  const rows = figures.map((f) => [
    f.name,
    number(f.value),
    f.low === f.high ? '' : `${number(f.low)} to ${number(f.high)}`,
    f.unit,
    targetText(f.target),
    f.target === null ? '' : isMet(f) ? 'ok' : 'SHORT',
    f.note ?? '',
  ])
  return markdown(['name', 'median', 'spread', 'unit', 'target', '', 'note'], rows)
}

/** `{"name","value","unit","target","ok"}`, one object a line. */
export function asLine(figure: Figure): string {
  return JSON.stringify({
    name: figure.name,
    value: figure.value,
    unit: figure.unit,
    target: targetText(figure.target),
    ok: isMet(figure),
  })
}

/** Keeps the last figure of each name, with the day and the machine it was measured on. */
export function keep(file: string, figures: readonly Figure[], day: string): void {
  const kept = new Map<string, string>()
  for (const line of read(file).split('\n')) {
    const name = /^\| (\S+) \|/.exec(line)?.[1]
    if (name && name !== 'name' && !name.startsWith('-')) kept.set(name, line)
  }
  const cells = (f: Figure) => [
    f.name,
    number(f.value),
    f.low === f.high ? '' : `${number(f.low)} to ${number(f.high)}`,
    f.unit,
    targetText(f.target),
    f.target === null ? '' : isMet(f) ? 'ok' : 'SHORT',
    day,
    f.note ?? '',
  ]
  for (const figure of figures) kept.set(figure.name, `| ${cells(figure).join(' | ')} |`)
  const head = ['name', 'median', 'spread', 'unit', 'target', '', 'measured', 'note']
  writeFileSync(
    file,
    `# Figures\n\nThe last figures of \`npm run bench\`. Machine: ${machine()}.\nShared and noisy: read ratios and medians.\n\n${markdown(head, [])}\n${[...kept.values()].sort().join('\n')}\n`,
  )
}

function machine(): string {
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${memory} GiB, Node ${process.versions.node}, ${execFileSync('uname', ['-sr']).toString().trim()}, PostgreSQL 18.4 (embedded)`
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function number(value: number): string {
  if (Number.isNaN(value)) return '–'
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US')
  return String(Number(value.toPrecision(3)))
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
