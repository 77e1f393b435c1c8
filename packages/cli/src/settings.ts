import { BlockList, isIP } from 'node:net'
import { join, resolve } from 'node:path'
import * as z from 'zod'

export interface Variable<T> {
  readonly env: string
  /** Used when the variable is absent or empty. */
  readonly fallback: string
  /** Shown in the help instead of the fallback. */
  readonly fallbackSays?: string
  readonly meaning: string
  /** Completes the sentence "NAME must be …". */
  readonly must: string
  /** Never repeated in a message. */
  readonly secret?: boolean
  readonly schema: z.ZodType<T, string>
}

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().min(least).max(most))

const url = (protocols: RegExp) =>
  z.string().refine((text) => URL.canParse(text) && protocols.test(new URL(text).protocol))

/** Empty means absent. */
const optional = <T>(schema: z.ZodType<T, string>) =>
  z.union([z.literal('').transform(() => undefined), schema]) as z.ZodType<T | undefined, string>

const listOf = (fits: (item: string) => boolean) =>
  z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean),
    )
    .refine((items) => items.every(fits))

const variable = <T>(described: Variable<T>) => described

/** Every setting, once: validation, types, help and the documentation derive from this table. */
export const VARIABLES = {
  port: variable({
    env: 'PORT',
    fallback: '4400',
    meaning: 'Port of the HTTP API; 0 takes any free one.',
    must: 'a whole number from 0 to 65535',
    schema: wholeNumber(0, 65_535),
  }),
  host: variable({
    env: 'HOST',
    fallback: '127.0.0.1',
    meaning: 'Address the HTTP API listens on; 0.0.0.0 for all.',
    must: 'an IP address or a host name',
    schema: z.string().regex(/^[\w.:-]+$/),
  }),
  databaseUrl: variable({
    env: 'DATABASE_URL',
    fallback: '',
    fallbackSays: 'an embedded PostgreSQL in the data directory',
    meaning: 'A PostgreSQL 15 or newer to use.',
    must: 'like postgresql://user:password@host:5432/database',
    secret: true,
    schema: optional(url(/^postgres(ql)?:$/)),
  }),
  dataDir: variable({
    env: 'MILLRACE_DATA_DIR',
    fallback: './data',
    meaning: 'Holds the embedded database, its log and the secret key.',
    must: 'a path',
    schema: z.string().transform((path) => resolve(path)),
  }),
  publicUrl: variable({
    env: 'MILLRACE_PUBLIC_URL',
    fallback: '',
    fallbackSays: 'http://HOST:PORT',
    meaning: 'The address people and webhooks see, when a proxy stands before Millrace.',
    must: 'an http or https address',
    schema: optional(url(/^https?:$/)),
  }),
  secretKeyFile: variable({
    env: 'MILLRACE_SECRET_KEY_FILE',
    fallback: '',
    fallbackSays: 'secret.key in the data directory',
    meaning:
      'The key that stored secrets are sealed with; made at the first start. Keep a copy apart from backups.',
    must: 'a path',
    schema: optional(z.string().transform((path) => resolve(path))),
  }),
  accessToken: variable({
    env: 'MILLRACE_ACCESS_TOKEN',
    fallback: '',
    fallbackSays: 'one is made at the first start and shown once',
    meaning: 'Accepted as an unrestricted private-app token of the first account.',
    must: 'visible ASCII characters without a space',
    secret: true,
    schema: optional(z.string().regex(/^[\x21-\x7e]+$/)),
  }),
  smtpUrl: variable({
    env: 'MILLRACE_SMTP_URL',
    fallback: '',
    fallbackSays: 'no e-mail is sent',
    meaning:
      'The mail server that e-mail goes out through. A password is told under TLS only; `?tls=none` allows it without, `?tls=required` insists on TLS also without a password.',
    must: 'like smtp://user:password@host:587 or smtps://…',
    secret: true,
    schema: optional(url(/^smtps?:$/)),
  }),
  mailFrom: variable({
    env: 'MILLRACE_MAIL_FROM',
    fallback: '',
    fallbackSays: 'millrace@ the host of MILLRACE_PUBLIC_URL',
    meaning: 'The address that internal e-mail comes from.',
    must: 'an e-mail address',
    schema: optional(z.string().regex(/^[^\s@<>,;:"]+@[^\s@<>,;:"]+$/)),
  }),
  allowedHosts: variable({
    env: 'MILLRACE_ALLOWED_HOSTS',
    fallback: '',
    fallbackSays: 'none',
    meaning:
      'Private hosts that outgoing requests may reach, separated by commas; the same for `serve` and `work`.',
    must: 'host names, IP addresses or networks (10.0.0.0/8), separated by commas',
    schema: listOf((item) => isNetwork(item) || /^[\w.-]+(:\d{1,5})?$/.test(item)),
  }),
  trustedProxies: variable({
    env: 'MILLRACE_TRUSTED_PROXIES',
    fallback: '',
    fallbackSays: 'none',
    meaning: "Proxies whose word about the client's address counts, separated by commas.",
    must: 'IP addresses or networks (10.0.0.0/8), separated by commas',
    schema: listOf(isNetwork),
  }),
  rateLimit: variable({
    env: 'MILLRACE_RATE_LIMIT',
    fallback: '0',
    meaning:
      'How many requests an access token may make in ten seconds, at each API process; 0 means any number.',
    must: 'a whole number from 0 to 100000',
    schema: wholeNumber(0, 100_000),
  }),
  workers: variable({
    env: 'MILLRACE_WORKERS',
    fallback: '1',
    meaning: 'Worker processes of `start`; 0 when they run elsewhere.',
    must: 'a whole number from 0 to 64',
    schema: wholeNumber(0, 64),
  }),
  leaseSeconds: variable({
    env: 'MILLRACE_LEASE_SECONDS',
    fallback: '60',
    meaning: 'How long what a vanished worker was sending waits before another worker takes it over.',
    must: 'a whole number from 2 to 3600',
    schema: wholeNumber(2, 3600),
  }),
  metricsPort: variable({
    env: 'MILLRACE_METRICS_PORT',
    fallback: '',
    fallbackSays: 'no figures are served',
    meaning:
      'Port of /metrics for Prometheus; 0 takes any free one. Under `start` it is the port of the API process, and each worker has the next one.',
    must: 'a whole number from 0 to 65535',
    schema: optional(wholeNumber(0, 65_535)),
  }),
  metricsHost: variable({
    env: 'MILLRACE_METRICS_HOST',
    fallback: '127.0.0.1',
    meaning: 'Address that /metrics listens on; any but a loopback address needs MILLRACE_METRICS_TOKEN.',
    must: 'an IP address or a host name',
    schema: z.string().regex(/^[\w.:-]+$/),
  }),
  metricsToken: variable({
    env: 'MILLRACE_METRICS_TOKEN',
    fallback: '',
    fallbackSays: 'whoever reaches the address may read',
    meaning: 'What a scraper sends as Authorization: Bearer.',
    must: 'at least 8 visible ASCII characters without a space',
    secret: true,
    schema: optional(z.string().regex(/^[\x21-\x7e]{8,}$/)),
  }),
  logLevel: variable({
    env: 'MILLRACE_LOG_LEVEL',
    fallback: 'info',
    meaning: 'The least important lines to log.',
    must: 'one of trace, debug, info, warn, error, fatal, silent',
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']) as z.ZodType<
      LogLevel,
      string
    >,
  }),
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'

type Parsed = { readonly [Name in keyof typeof VARIABLES]: z.output<(typeof VARIABLES)[Name]['schema']> }

export interface Settings extends Omit<Parsed, 'publicUrl' | 'secretKeyFile'> {
  readonly publicUrl: string
  readonly secretKeyFile: string
}

export type SettingsResult =
  | { readonly ok: true; readonly settings: Settings }
  /** One sentence for each wrong variable. */
  | { readonly ok: false; readonly problems: readonly string[] }

export function readSettings(environment: Readonly<Record<string, string | undefined>>): SettingsResult {
  const problems: string[] = []
  const parsed: Record<string, unknown> = {}
  for (const [name, described] of Object.entries<Variable<unknown>>(VARIABLES)) {
    const text = environment[described.env]?.trim() || described.fallback
    const outcome = described.schema.safeParse(text)
    if (outcome.success) parsed[name] = outcome.data
    else
      problems.push(`${described.env} must be ${described.must}${described.secret ? '' : `, not "${text}"`}.`)
  }
  if (problems.length === 0) problems.push(...openFigures(parsed as Parsed))
  if (problems.length > 0) return { ok: false, problems }
  return { ok: true, settings: complete(parsed as Parsed) }
}

/** Figures tell strangers how busy a business is: beyond this machine they need a token. */
function openFigures({ metricsPort, metricsHost, metricsToken }: Parsed): string[] {
  const isLoopback = metricsHost === 'localhost' || metricsHost === '::1' || metricsHost.startsWith('127.')
  if (metricsPort === undefined || isLoopback || metricsToken !== undefined) return []
  return [`MILLRACE_METRICS_TOKEN must be set when MILLRACE_METRICS_HOST is "${metricsHost}".`]
}

function complete(parsed: Parsed): Settings {
  const host = isIP(parsed.host) === 6 ? `[${parsed.host}]` : parsed.host
  return {
    ...parsed,
    publicUrl: (parsed.publicUrl ?? `http://${host}:${parsed.port}`).replace(/\/+$/, ''),
    secretKeyFile: parsed.secretKeyFile ?? join(parsed.dataDir, 'secret.key'),
  }
}

function isNetwork(item: string): boolean {
  const [address = '', prefix, ...rest] = item.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  if (prefix === undefined) return true
  if (!/^\d{1,3}$/.test(prefix)) return false
  try {
    new BlockList().addSubnet(address, Number(prefix), family === 6 ? 'ipv6' : 'ipv4')
    return true
  } catch {
    return false
  }
}
