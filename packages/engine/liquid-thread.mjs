// Renders templates of e-mails in a thread of its own, which its owner ends when one takes too long. Plain Node, so that
// it runs as it is beside the sources and beside what is built from them.
import { parentPort, workerData } from 'node:worker_threads'
import { Liquid } from 'liquidjs'

const { deadlineMs, longestOutput } = workerData

const refuse = () => {
  throw new Error('a template cannot name a file')
}

const options = {
  ownPropertyOnly: true,
  strictFilters: true,
  parseLimit: 300_000,
  renderLimit: deadlineMs,
  memoryLimit: 20 * longestOutput,
  templates: {},
  fs: {
    sep: '/',
    readFile: refuse,
    readFileSync: refuse,
    exists: async () => false,
    existsSync: () => false,
    resolve: (_root, file) => file,
    dirname: () => '',
    contains: async () => false,
    containsSync: () => false,
  },
}
// What is merged into HTML is escaped, whatever the author does: `raw` is not among the filters.
const engine = new Liquid({ ...options, outputEscape: 'escape' })
const plain = new Liquid(options)
for (const one of [engine, plain]) delete one.filters.raw

/** Parsed templates by their text, the newest kept. */
const parsed = new Map()

function parse(of, text, key) {
  const known = parsed.get(key)
  if (known) return known
  const templates = of.parse(text)
  if (parsed.size >= 100) parsed.delete(parsed.keys().next().value)
  parsed.set(key, templates)
  return templates
}

function render({ text, html, values }) {
  const of = html ? engine : plain
  const output = of.renderSync(parse(of, text, `${html} ${text}`), values)
  if (output.length > longestOutput) throw new Error('the output is too long')
  return output
}

parentPort.on('message', (job) => {
  try {
    parentPort.postMessage({ id: job.id, output: render(job) })
  } catch (error) {
    parentPort.postMessage({ id: job.id, error: String(error?.message ?? error).slice(0, 300) })
  }
})
parentPort.postMessage({ ready: true })
