import type { Command, Option } from './command.js'
import { VARIABLES } from './settings.js'

export function describeAll(commands: readonly Command[], version: string): string {
  return [
    `Millrace ${version}: workflow automation for CRM records, on PostgreSQL`,
    '',
    ...columns(commands.map((command) => [`  millrace ${signature(command)}`, command.summary])),
    '',
    ...columns([
      ['  millrace help <command>', 'options and examples of a command'],
      ['  millrace help settings', 'the environment variables'],
    ]),
    '',
    'Every command takes --json and --help. It ends with 0 when all went well, 1 when it failed, 2 when it was called',
    'wrongly, 3 when it cannot reach the database or the server, 130 when it was interrupted.',
  ].join('\n')
}

export function describeCommand(command: Command): string {
  const options = Object.entries<Option>(command.options)
  return [
    `Usage: millrace ${signature(command)}${options.length > 0 ? ' [options]' : ''}`,
    '',
    command.summary + (command.summary.endsWith('.') ? '' : '.'),
    ...(command.details ? ['', ...wrap(command.details, 100)] : []),
    '',
    'Options:',
    ...columns([
      ...options.map(([name, option]) => [`  ${flag(name, option)}`, option.meaning] as const),
      ['  --json', 'Print the result as JSON'],
      ['  -h, --help', 'Show this'],
    ]),
    ...(command.examples.length > 0 ? ['', 'Examples:', ...command.examples.map((line) => `  ${line}`)] : []),
  ].join('\n')
}

export function describeSettings(): string {
  const rows = Object.values(VARIABLES).flatMap((described) => {
    const fallback = described.fallbackSays ?? described.fallback
    return [`  ${described.env}`, `      ${described.meaning}`, `      Default: ${fallback}`, '']
  })
  return ['Settings are environment variables:', '', ...rows].join('\n').trimEnd()
}

export function signature(command: Command): string {
  return `${command.name} ${command.usage}`.trim()
}

function flag(name: string, option: Option): string {
  const short = option.short ? `-${option.short}, ` : ''
  return `${short}--${name}${option.placeholder ? ` <${option.placeholder}>` : ''}`
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2
  return rows.map(([left, right]) => `${left.padEnd(width)}${right}`)
}

function wrap(text: string, width: number): string[] {
  const lines = ['']
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1) ?? ''
    if (line.length + word.length < width) lines[lines.length - 1] = line ? `${line} ${word}` : word
    else lines.push(word)
  }
  return lines
}
