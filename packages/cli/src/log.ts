import { pino } from 'pino'
import { readableLine } from './readable-line.js'
import { withoutSecrets } from './redact-line.js'
import type { Settings } from './settings.js'

const SECRET_KEYS = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'secretKey',
  'token',
  'accessToken',
  'databaseUrl',
  'smtpUrl',
  'metricsToken',
  'refreshToken',
  'clientSecret',
]

/**
 * Lines on stderr, JSON unless a person watches. Secrets go by name (three levels deep), by value (also base64 and
 * percent-encoded) and by how they look, e-mail addresses among them.
 */
export function createLog(
  settings: Settings,
  role: 'start' | 'serve' | 'work',
  watched = process.stderr.isTTY === true,
) {
  const values = secretValues(settings)
  return pino(
    {
      level: settings.logLevel,
      base: { role, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[secret]' },
    },
    {
      write(line: string) {
        const clean = withoutSecrets(values.reduce((text, value) => text.replaceAll(value, '[secret]'), line))
        process.stderr.write(watched ? readableLine(clean) : clean)
      },
    },
  )
}

export type Log = ReturnType<typeof createLog>

function secretValues(settings: Settings): string[] {
  const plain = [
    settings.accessToken,
    settings.metricsToken,
    passwordIn(settings.databaseUrl),
    passwordIn(settings.smtpUrl),
  ]
  return (
    plain
      // A short one would blank out innocent words.
      .filter((value) => value !== undefined && value.length >= 8)
      .flatMap((value = '') => [value, encodeURIComponent(value), Buffer.from(value).toString('base64')])
  )
}

function passwordIn(url: string | undefined): string | undefined {
  return url === undefined ? undefined : decodeURIComponent(new URL(url).password)
}
