import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Context } from './bench.ts'
import { benches } from './benches.ts'
import { openArena } from './fixture/arena.ts'
import { type Figure, figureOf, isMet } from './measure/figure.ts'
import { asLine, asTable, keep } from './measure/report.ts'

const root = join(import.meta.dirname, '..')
const usage = `npm run bench -- [names …] [--json] [--pairs 5] [--scale 1] [--keep]

  names     figures or beginnings of them: bulk, bulk.vs-sql, count; none: all
  --json    one object a line
  --pairs   counted pairs of every comparison
  --scale   multiplies every population; for trying a script, not for a figure
  --keep    writes the figures into bench/RESULTS.md`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    pairs: { type: 'string', default: '5' },
    scale: { type: 'string', default: '1' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(usage)
  process.exit(0)
}

// A whole name is that figure alone: `bulk.vs-sql` is not `bulk.vs-sql-150`.
const whole = new Set(benches.flatMap((bench) => bench.names))
const wanted = (name: string) =>
  positionals.length === 0 ||
  positionals.some((word) => (whole.has(word) ? name === word : name.startsWith(word)))
const chosen = benches.filter((bench) => bench.names.some(wanted))
if (chosen.length === 0) {
  console.error(`There is no figure named ${positionals.join(', ')}.\n\n${usage}`)
  process.exit(2)
}

const results = join(root, 'bench', 'RESULTS.md')
const today = new Date().toISOString().slice(0, 10)
const log = (line: string) => console.error(`# ${line}`)
const dataDir = join(root, '.millrace', 'bench')
mkdirSync(dataDir, { recursive: true })
const arena = await openArena(dataDir, log)
const context: Context = {
  arena,
  pairs: Number(values.pairs),
  scale: Number(values.scale),
  wanted,
  log,
  workerPeaks: [],
}
const figures: Figure[] = []
try {
  for (const bench of chosen) {
    log(`${bench.names.filter(wanted).join(', ')}: ${bench.what}`)
    const found = (await bench.run(context)).filter((figure) => wanted(figure.name))
    figures.push(...found)
    // Now, not at the end: a run of an hour that is interrupted has still measured.
    if (values.keep) keep(results, found, today)
  }
  if (wanted('memory.worker') && context.workerPeaks.length > 0) {
    const memory = figureOf('memory.worker', [Math.max(...context.workerPeaks)], 'MiB', { atMost: 512 })
    figures.push(memory)
    if (values.keep) keep(results, [memory], today)
  }
} finally {
  await arena.close()
}
console.log(values.json ? figures.map(asLine).join('\n') : asTable(figures))
process.exitCode = figures.every(isMet) ? 0 : 1
