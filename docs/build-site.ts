// The documentation as a site (VitePress), whose packages are installed only here. Rollup comes as WebAssembly: one lock
// file then does for every machine.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))
const stampFile = `${folder}node_modules/.millrace-installed`

/** Builds the site into `docs/.vitepress/dist`, or where `outDir` says; returns an exit code. A dead link is a failure. */
export function buildSite(outDir?: string): number {
  const installed = install()
  if (installed !== 0) return installed
  const vitepress = `${folder}node_modules/vitepress/bin/vitepress.js`
  return run(process.execPath, [vitepress, 'build', ...(outDir ? ['--outDir', outDir] : [])])
}

function install(): number {
  const stamp = createHash('sha256')
    .update(readFileSync(`${folder}package-lock.json`))
    .digest('hex')
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return 0
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const code = run(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'])
  if (code === 0) writeFileSync(stampFile, stamp)
  return code
}

function run(program: string, args: readonly string[]): number {
  return spawnSync(program, args, { cwd: folder, stdio: 'inherit' }).status ?? 1
}
