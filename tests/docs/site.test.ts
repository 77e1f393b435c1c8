import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './read-blocks.js'

/** What npm says when there is no way to where packages are. */
const offline = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT)\b/

test('the site is built, without a dead link, with the tour from the README and our placeholders as they are', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-site-'))
  try {
    const program =
      "import('./docs/build-site.ts').then(({ buildSite }) => process.exit(buildSite(process.argv[1])))"
    const built = spawnSync(process.execPath, ['--import', 'tsx', '--eval', program, '--', folder], {
      cwd: root,
      encoding: 'utf8',
    })
    const said = `${built.stdout}${built.stderr}`
    if (built.status !== 0 && offline.test(said)) {
      console.warn('The packages of the site cannot be had from here: it was not built.')
      return
    }
    expect(built.status, said).toBe(0)
    const page = (name: string) => readFileSync(join(folder, `${name}.html`), 'utf8')
    expect(page('guides/five-minute-tour')).toContain('Who would enroll? Fifty-five of them.')
    expect(page('guides/use-hubspots-client')).not.toMatch(/not run|prints:/)
    expect(existsSync(join(folder, 'reference/endpoints.html'))).toBe(true)
    expect(existsSync(join(folder, 'decisions/0019-workflows-as-files.html'))).toBe(true)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}, 240_000)
