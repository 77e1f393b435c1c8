import { parseArgs } from 'node:util'
import type { Command, Output } from './command.js'
import { COMMANDS } from './commands/index.js'
import { CommandFailure, EXIT } from './exit-codes.js'
import { describeAll, describeCommand, describeSettings, signature } from './help.js'
import { knownFailure } from './known-failure.js'
import { readSettings, type Settings } from './settings.js'
import { version } from './version.js'

/** Runs one command line and returns its exit code; everything the person should know has been printed by then. */
export async function main(argv: readonly string[]): Promise<number> {
  const json = argv.includes('--json')
  try {
    return await dispatch(argv, json)
  } catch (error) {
    return report(error, json)
  }
}

async function dispatch(argv: readonly string[], json: boolean): Promise<number> {
  const [first, ...rest] = argv
  if (first === undefined || first === '--help' || first === '-h')
    return print(describeAll(COMMANDS, version()))
  if (first === '--version' || first === '-v') return print(version())
  if (first === 'help') return print(help(rest))
  const command = find(argv)
  const args = argv.slice(command.name.split(' ').length)
  if (args.includes('--help') || args.includes('-h')) return print(describeCommand(command))
  const { values, positionals } = parse(command, args)
  return command.run({ values, positionals, settings: settings(), output: speak(json) })
}

function find(argv: readonly string[]): Command {
  const words = argv.join(' ')
  const found = COMMANDS.find(({ name }) => words === name || words.startsWith(`${name} `))
  if (found) return found
  const sort = COMMANDS.filter(({ name }) => name.startsWith(`${argv[0]} `)).map(
    ({ name }) => `millrace ${name}`,
  )
  const advice = sort.length > 0 ? `There is: ${sort.join(', ')}.` : '`millrace help` lists the commands.'
  throw new CommandFailure(`Millrace has no command "${words}". ${advice}`, EXIT.usage)
}

function help(words: readonly string[]): string {
  if (words.length === 0) return describeAll(COMMANDS, version())
  return words[0] === 'settings' ? describeSettings() : describeCommand(find(words))
}

function parse(command: Command, args: readonly string[]) {
  const options = Object.entries(command.options).map(([name, { type, short }]) => [
    name,
    short ? { type, short } : { type },
  ])
  const parsed = tryParse(command, args, { ...Object.fromEntries(options), json: { type: 'boolean' } })
  const [least, most] = command.takes
  const count = parsed.positionals.length
  if (count >= least && count <= most) return parsed
  throw usage(command, count < least ? 'Something is missing.' : `"${parsed.positionals[most]}" is too much.`)
}

function tryParse(
  command: Command,
  args: readonly string[],
  options: Record<string, { type: 'string' | 'boolean' }>,
) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
      strict: true,
    })
    return { values: values as Record<string, string | boolean>, positionals }
  } catch (error) {
    throw usage(command, `${(error as Error).message.split('. ')[0]}.`)
  }
}

function usage(command: Command, sentence: string): CommandFailure {
  const advice = `Usage: millrace ${signature(command)}\n\`millrace help ${command.name}\` tells more.`
  return new CommandFailure(`${sentence}\n${advice}`, EXIT.usage)
}

function settings(): Settings {
  const result = readSettings(process.env)
  if (result.ok) return result.settings
  throw new CommandFailure(
    [...result.problems, '`millrace help settings` explains them all.'].join('\n'),
    EXIT.usage,
  )
}

function speak(json: boolean): Output {
  return {
    json,
    result: (text, object) => {
      print(json ? JSON.stringify(object) : text)
    },
    note: (line) => {
      if (!json) process.stderr.write(`${line}\n`)
    },
  }
}

function report(error: unknown, json: boolean): number {
  const failure = knownFailure(error)
  // A surprise is a bug of ours: show where it came from.
  const message =
    failure?.message ?? (error instanceof Error ? (error.stack ?? error.message) : String(error))
  const exitCode = failure?.exitCode ?? EXIT.failure
  process.stderr.write(json ? `${JSON.stringify({ error: message, exitCode })}\n` : `${message}\n`)
  return exitCode
}

function print(text: string): number {
  process.stdout.write(`${text}\n`)
  return EXIT.ok
}
