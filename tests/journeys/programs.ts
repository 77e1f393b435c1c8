// Millrace as other tests start it: from the sources as they stand, and as it was earlier in this repository's history.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** The last commit with nothing but the first migration. */
const lastOfTheSpine = '6882103bb49d31a33dca032c1b93d2ff6040e3e8'

export interface OldMillrace {
  /** What Node is started with to run a command of it. */
  readonly program: readonly string[]
  remove(): void
}

/** The sources as they stand in a folder, run without a build; the young generation is chosen, so no role starts another. */
export function programIn(folder: string): readonly string[] {
  const tsx = createRequire(import.meta.url).resolve('tsx')
  const flags = ['--max-semi-space-size=64', '--min-semi-space-size=32', '--conditions=millrace-source']
  return [...flags, '--import', tsx, join(folder, 'packages/cli/src/bin.ts')]
}

/** Undefined where history is not there: a shallow clone, a downloaded archive. */
export function oldMillrace(): OldMillrace | undefined {
  const archive = readHistory()
  if (!archive) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'millrace-old-'))
  execFileSync('tar', ['-x', '-C', folder], { input: archive })
  linkPackages(folder)
  return { program: programIn(folder), remove: () => rmSync(folder, { recursive: true }) }
}

function readHistory(): Buffer | undefined {
  try {
    return execFileSync('git', ['archive', lastOfTheSpine], {
      cwd: root,
      maxBuffer: 256 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  } catch {
    return undefined
  }
}

/** Packages from outside are those of today; its own are its own. */
function linkPackages(folder: string): void {
  const own = join(folder, 'node_modules', '@millrace')
  mkdirSync(own, { recursive: true })
  for (const name of readdirSync(join(folder, 'packages')))
    symlinkSync(join(folder, 'packages', name), join(own, name))
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name.startsWith('.') || name === '@millrace') continue
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
  }
}
