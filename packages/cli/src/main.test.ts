import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test, vi } from 'vitest'
import { COMMANDS } from './commands/index.js'
import { EXIT } from './exit-codes.js'
import { describeSettings } from './help.js'
import { main } from './main.js'
import { VARIABLES } from './settings.js'

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

async function run(...argv: string[]) {
  const written = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name] += text
      return true
    })
  }
  const code = await main(argv)
  vi.restoreAllMocks()
  return { code, ...written }
}

test('the help names every command, and each command explains itself', async () => {
  const { code, stdout } = await run('help')
  expect(code).toBe(EXIT.ok)
  for (const command of COMMANDS) {
    expect(stdout).toContain(`millrace ${command.name}`)
    const help = await run(...command.name.split(' '), '--help')
    expect(help.stdout).toContain(`Usage: millrace ${command.name}`)
    expect(help.stdout).toContain(command.summary)
    for (const option of Object.keys(command.options)) expect(help.stdout).toContain(`--${option}`)
    expect(await run('help', ...command.name.split(' '))).toEqual(help)
  }
})

test('the help before anything is installed names the same commands', () => {
  const program = fileURLToPath(new URL('../../../millrace.mjs', import.meta.url))
  const said = execFileSync(process.execPath, [program, '--help']).toString()
  const named = [...said.matchAll(/^ {2}npx millrace (?!help)([a-z]+(?: [a-z]+)?)/gm)].map(
    (found) => found[1],
  )
  expect(named).toEqual(COMMANDS.map(({ name }) => name))
})

test('every setting is documented', () => {
  const text = describeSettings()
  for (const { env, meaning } of Object.values(VARIABLES)) {
    expect(text).toContain(env)
    expect(text).toContain(meaning)
  }
})

test.each([
  [['frobnicate'], 'no command "frobnicate"'],
  [['accounts'], 'millrace accounts create'],
  [['migrate', '--frob'], "Unknown option '--frob'"],
  [['migrate', 'now'], '"now" is too much'],
  [['backup'], 'Something is missing'],
  [['accounts', 'create'], '--name <name>'],
])('%j is wrong usage: exit code 2 and what to do instead', async (argv, advice) => {
  const { code, stdout, stderr } = await run(...argv)
  expect([code, stdout]).toEqual([EXIT.usage, ''])
  expect(stderr).toContain(advice)
})

test('with --json a failure is one JSON object on stderr', async () => {
  const { code, stderr } = await run('frobnicate', '--json')
  expect(JSON.parse(stderr)).toMatchObject({ exitCode: code })
})

test('a wrong setting ends with 2, an unreachable database with 3', async () => {
  vi.stubEnv('DATABASE_URL', 'postgresql://127.0.0.1:1/none')
  expect(await run('migrate')).toMatchObject({ code: EXIT.noDatabase })
  vi.stubEnv('PORT', 'x')
  expect(await run('migrate')).toMatchObject({ code: EXIT.usage })
})
