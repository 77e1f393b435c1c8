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

const wanted = (name: string) => positionals.length === 0 || positionals.some((word) => name.startsWith(word))
const chosen = benches.filter((bench) => bench.names.some(wanted))
if (chosen.length === 0) {
  console.error(`There is no figure named ${positionals.join(', ')}.\n\n${usage}`)
  process.exit(2)
}

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
    figures.push(...(await bench.run(context)).filter((figure) => wanted(figure.name)))
  }
  if (wanted('memory.worker') && context.workerPeaks.length > 0)
    figures.push(figureOf('memory.worker', [Math.max(...context.workerPeaks)], 'MiB', { atMost: 512 }))
} finally {
  await arena.close()
}
console.log(values.json ? figures.map(asLine).join('\n') : asTable(figures))
if (values.keep) keep(join(root, 'bench', 'RESULTS.md'), figures, new Date().toISOString().slice(0, 10))
process.exitCode = figures.every(isMet) ? 0 : 1
