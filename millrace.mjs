#!/usr/bin/env node
// Every command of Millrace goes through this file. It needs nothing but Node: it installs what is missing, builds what
// is stale, and hands over to packages/cli. Plain JavaScript without imports of ours, since nothing may be there yet.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(fileURLToPath(import.meta.url))
const at = (...parts) => join(root, ...parts)
const read = (...parts) => readFileSync(at(...parts), 'utf8')
const version = JSON.parse(read('package.json')).version

const HELP = `Millrace ${version}: workflow automation for CRM records, on PostgreSQL

  npx millrace start             everything in one: database, migrations, HTTP, a worker
  npx millrace serve             only the HTTP API
  npx millrace work              only a worker
  npx millrace migrate           bring the database to this version's schema
  npx millrace backup <file>     write everything into one archive
  npx millrace restore <file>    read an archive into an empty database
  npx millrace import <type> <file.csv>
                                 import records
  npx millrace workflows pull    write the workflows of a server into files
  npx millrace workflows diff    tell what a push would change
  npx millrace workflows push    bring workflow files to a server
  npx millrace workflows import  take in workflows that were exported elsewhere
  npx millrace accounts create   make an account and its first access token
  npx millrace accounts list     tell which accounts there are
  npx millrace tokens create     make an access token
  npx millrace tokens list       tell which access tokens an account has
  npx millrace tokens revoke     refuse an access token from now on

  npx millrace help <command>    options and examples of a command
  npx millrace help settings     the environment variables

For working on Millrace itself:

  npm test                       every check and every test
  npm run check                  the checks without the tests
  npm run bench                  the claims about speed, measured
  npm run chaos                  kill -9 at random, then count
  npm run docs                   print docs/reference anew; with -- --site build the site

The first command in a fresh clone installs and builds; later ones start at once.`

const say = (line) => process.stderr.write(`${line}\n`)

/** Runs a program of ours or npm's; its output is shown, its exit code returned. */
function run(program, args, options = {}) {
  const { status, signal, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit', ...options })
  if (error) say(`${program} could not be run: ${error.message}`)
  return signal === 'SIGINT' ? 130 : (status ?? 1)
}

const runNode = (script, args, options) => run(process.execPath, [script, ...args], options)
const tool = (...path) => at('node_modules', ...path)
const tsc = tool('typescript', 'bin', 'tsc')
const builtStamp = tool('.millrace-built')

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  say(`Millrace needs Node 20.19 or newer; this is ${process.versions.node}. Newer ones: https://nodejs.org`)
  process.exit(1)
}

/** Installs when the lock file or the major version of Node is another than last time. */
function install() {
  const stamp = createHash('sha256')
    .update(read('package-lock.json'))
    .update(process.versions.node.split('.')[0])
    .digest('hex')
  const stampFile = at('node_modules', '.millrace-installed')
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  say('Installing packages (about 20 s, once)')
  // NODE_ENV=production would leave out the compiler. No package of ours needs its install script.
  const args = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const npm = process.env.npm_execpath
  const isNpm = npm !== undefined && /npm-cli\.[cm]?js$/.test(npm)
  // What npm prints to stdout is no part of a command's answer.
  const stdio = ['ignore', 2, 2]
  const code = isNpm
    ? runNode(npm, args, { stdio })
    : run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { stdio })
  if (code !== 0) fail('The packages could not be installed; npm says why above.')
  writeFileSync(stampFile, stamp)
}

/** Builds when a source file, a package or a compiler setting is another than last time. */
function build() {
  if (isBuilt() && readFileSync(builtStamp, 'utf8') === sourcesStamp()) return
  say('Building (a few seconds)')
  if (compile(['packages/cli'], [2, 2]) !== 0) fail('The sources do not compile; see above.')
}

/** The stamp is of before: what changes meanwhile is built next time. */
function compile(projects, [out, err]) {
  const stamp = sourcesStamp()
  const code = runNode(tsc, ['--build', ...projects], { stdio: ['ignore', out, err] })
  if (code === 0) writeFileSync(builtStamp, stamp)
  return code
}

const packageNames = () =>
  readdirSync(at('packages'))
    .filter((name) => existsSync(at('packages', name, 'tsconfig.json')))
    .sort()

const isBuilt = () =>
  existsSync(builtStamp) && packageNames().every((name) => existsSync(at('packages', name, 'dist')))

function sourcesStamp() {
  const hash = createHash('sha256').update(read('tsconfig.base.json'))
  for (const name of packageNames()) {
    hash.update(read('packages', name, 'tsconfig.json')).update(read('packages', name, 'package.json'))
    const files = readdirSync(at('packages', name, 'src'), { recursive: true, encoding: 'utf8' }).sort()
    for (const file of files) {
      if (!/\.(ts|tsx|json)$/.test(file) || file.endsWith('.test.ts')) continue
      const { mtimeMs, size } = statSync(at('packages', name, 'src', file))
      hash.update(`${name}/${file} ${mtimeMs} ${size}\n`)
    }
  }
  return hash.digest('hex')
}

function fail(sentence) {
  say(sentence)
  if (command === 'test') console.log('0 passed, 1 failed')
  process.exit(1)
}

const CHECKS = [
  ['format and lint', () => runNode(tool('@biomejs', 'biome', 'bin', 'biome'), ['check', '.'])],
  ['types', () => compile([], [1, 2])],
  ['unused code', () => runNode(tool('knip', 'bin', 'knip.js'), [])],
]

/** Runs the checks, all of them also when one fails. */
function check() {
  const failed = CHECKS.filter(([name, deed]) => timed(name, deed) !== 0).length
  return { passed: CHECKS.length - failed, failed }
}

function timed(name, deed) {
  const start = performance.now()
  const code = deed()
  console.log(
    `${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`,
  )
  return code
}

/** All tests in one run; a file that does not load and an error outside every test count as failed ones. */
function runTests(args) {
  const report = at('node_modules', '.cache', 'millrace', 'tests.json')
  mkdirSync(dirname(report), { recursive: true })
  rmSync(report, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const code = timed('tests', () => runNode(tool('vitest', 'vitest.mjs'), ['run', ...reporters, ...args]))
  if (!existsSync(report)) return { passed: 0, failed: 1 }
  const result = JSON.parse(readFileSync(report, 'utf8'))
  const unloaded = result.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  )
  const failed = result.numFailedTests + unloaded.length
  return { passed: result.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed }
}

function count(...results) {
  const passed = results.reduce((sum, result) => sum + result.passed, 0)
  const failed = results.reduce((sum, result) => sum + result.failed, 0)
  console.log(`${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

/** A script in TypeScript, run as it stands; it imports the built packages, as production does. */
const script = (file) => (args) => run(process.execPath, ['--import', 'tsx', at(file), ...args])

const DEVELOPMENT = {
  test: (args) => count(check(), runTests(args)),
  check: () => count(check()),
  bench: script('bench/main.ts'),
  chaos: script('tests/chaos/main.ts'),
  docs: script('docs/reference/print.ts'),
}

/** They run the built packages, as production does; tests run the sources. */
const RUNS_BUILT = new Set(['bench', 'chaos', 'docs'])

const [command, ...args] = process.argv.slice(2)
requireNode()
if (command === '--version' || command === '-v') {
  console.log(version)
} else if (
  command === undefined ||
  command === '--help' ||
  command === '-h' ||
  (command === 'help' && args.length === 0)
) {
  console.log(HELP)
} else {
  install()
  const development = DEVELOPMENT[command]
  if (!development || RUNS_BUILT.has(command)) build()
  if (development) {
    process.exitCode = development(args)
  } else {
    const { main } = await import('./packages/cli/dist/main.js')
    process.exitCode = await main(process.argv.slice(2))
  }
}
