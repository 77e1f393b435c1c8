const LEVELS: Readonly<Record<number, string>> = { 40: 'warning: ', 50: 'error: ', 60: 'fatal: ' }

interface Entry {
  readonly time: string
  readonly level: number
  readonly role: string
  readonly pid: number
  readonly msg?: string
  readonly err?: { readonly type?: string; readonly message?: string; readonly stack?: string }
  readonly [field: string]: unknown
}

/** A log line as a person reads it on a terminal: `06:48:15 work  warning: the database is away  lane=bulk`. */
export function readableLine(json: string): string {
  const { time, level, role, pid: _, msg = '', err, ...fields } = JSON.parse(json) as Entry
  const said = [`${LEVELS[level] ?? ''}${msg}`, ...Object.entries(fields).map(readableField)].join('  ')
  return `${time.slice(11, 19)} ${role.padEnd(5)} ${said}${err ? readableError(err, level) : ''}\n`
}

function readableField([name, value]: [string, unknown]): string {
  return `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`
}

/** The stack is for what should not have happened; what passes by itself needs only its name. */
function readableError({ type, message, stack }: NonNullable<Entry['err']>, level: number): string {
  return level >= 50 && stack ? `\n${stack.replace(/^/gm, '    ')}` : `: ${message || type}`
}
