import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readSettings, VARIABLES } from './settings.js'

function read(environment: Record<string, string>) {
  const result = readSettings(environment)
  if (!result.ok) throw new Error(result.problems.join(' '))
  return result.settings
}

function problems(environment: Record<string, string>): readonly string[] {
  const result = readSettings(environment)
  return result.ok ? [] : result.problems
}

describe('settings', () => {
  test('have the defaults of the documentation', () => {
    expect(read({})).toEqual({
      port: 4400,
      host: '127.0.0.1',
      databaseUrl: undefined,
      dataDir: resolve('data'),
      publicUrl: 'http://127.0.0.1:4400',
      secretKeyFile: resolve('data/secret.key'),
      accessToken: undefined,
      smtpUrl: undefined,
      mailFrom: undefined,
      allowedHosts: [],
      trustedProxies: [],
      workers: 1,
      leaseSeconds: 60,
      rateLimit: 0,
      metricsPort: undefined,
      metricsHost: '127.0.0.1',
      metricsToken: undefined,
      logLevel: 'info',
    })
  })

  test('figures are read beyond this machine only with a token', () => {
    const open = { MILLRACE_METRICS_PORT: '9100', MILLRACE_METRICS_HOST: '0.0.0.0' }
    expect(problems(open)).toEqual([expect.stringContaining('MILLRACE_METRICS_TOKEN must be set')])
    expect(problems({ ...open, MILLRACE_METRICS_TOKEN: 'figures-please' })).toEqual([])
    expect(problems({ ...open, MILLRACE_METRICS_HOST: '::1' })).toEqual([])
  })

  test('an empty variable is an absent one', () => {
    const empty = Object.fromEntries(Object.values(VARIABLES).map(({ env }) => [env, ' ']))
    expect(read(empty)).toEqual(read({}))
  })

  test('the public address and the key follow the port and the data directory', () => {
    const settings = read({ PORT: '80', HOST: '::1', MILLRACE_DATA_DIR: '/srv/millrace' })
    expect([settings.publicUrl, settings.secretKeyFile]).toEqual([
      'http://[::1]:80',
      '/srv/millrace/secret.key',
    ])
  })

  test('lists take spaces and end commas', () => {
    const settings = read({
      MILLRACE_ALLOWED_HOSTS: 'erp.internal, 10.0.0.0/8 ,localhost:9000,',
      MILLRACE_TRUSTED_PROXIES: '127.0.0.1,fd00::/8',
    })
    expect(settings.allowedHosts).toEqual(['erp.internal', '10.0.0.0/8', 'localhost:9000'])
    expect(settings.trustedProxies).toEqual(['127.0.0.1', 'fd00::/8'])
  })

  test.each([
    ['PORT', '65536'],
    ['PORT', '4400x'],
    ['PORT', '-1'],
    ['HOST', 'a b'],
    ['DATABASE_URL', 'mysql://host/db'],
    ['MILLRACE_PUBLIC_URL', 'example.test'],
    ['MILLRACE_ACCESS_TOKEN', 'two words'],
    ['MILLRACE_SMTP_URL', 'http://mail'],
    ['MILLRACE_ALLOWED_HOSTS', 'http://erp'],
    ['MILLRACE_TRUSTED_PROXIES', '10.0.0.0/33'],
    ['MILLRACE_WORKERS', '1.5'],
    ['MILLRACE_LEASE_SECONDS', '1'],
    ['MILLRACE_LOG_LEVEL', 'loud'],
  ])('%s=%s is refused by name, with what it should be', (env, value) => {
    const [sentence, ...more] = problems({ [env]: value })
    expect(more).toEqual([])
    expect(sentence).toMatch(new RegExp(`^${env} must be .+\\.$`))
  })

  test('all wrong variables are named at once', () => {
    expect(problems({ PORT: 'x', MILLRACE_WORKERS: 'x', MILLRACE_LOG_LEVEL: 'x' })).toHaveLength(3)
  })

  test('a message never repeats a secret', () => {
    const said = problems({
      DATABASE_URL: 'mysql://u:hunter2@h/d',
      MILLRACE_ACCESS_TOKEN: 'hunter2 !',
    }).join()
    expect(said).not.toContain('hunter2')
  })
})
