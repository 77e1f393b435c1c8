import { accountIds, readBacklog } from '@millrace/store'
import type { Registry } from 'prom-client'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type TestServer, testServer } from '../testing/index.js'
import { measureBacklog } from './backlog-metrics.js'
import { createMetrics } from './metrics.js'
import { type MetricsServerSettings, serveMetrics } from './metrics-server.js'
import { observeWork } from './work-metrics.js'

let server: TestServer
let registry: Registry
beforeAll(async () => {
  server = await testServer({ metricsOf: (db) => createMetrics({ role: 'serve', version: '1.2.3', db }) })
})
afterAll(() => server.close())
beforeEach(() => {
  registry = createMetrics({ role: 'work', version: '1.2.3', db: server.db })
})

/** The value of one series. */
async function figure(from: Registry, name: string, labels: Record<string, string> = {}) {
  const metric = await from.getSingleMetric(name)?.get()
  return metric?.values.find((value) =>
    Object.entries(labels).every(([label, text]) => value.labels[label as never] === text),
  )?.value
}

test('a process tells its version, its memory and its connections', async () => {
  const text = await registry.metrics()
  expect(text).toContain('millrace_build_info{version="1.2.3",role="work"} 1')
  expect(text).toMatch(/process_resident_memory_bytes\{role="work"\} \d+/)
  expect(await figure(registry, 'millrace_database_connections', { pool: 'app', state: 'waiting' })).toBe(0)
})

test('requests are counted by route, never by address, account or record', async () => {
  const { metrics } = server
  if (!metrics) throw new Error('this server measures')
  await server.a.call('GET', '/crm/v3/objects/contacts/canary-address')
  await server.b.call('GET', '/crm/v3/objects/contacts/4711')
  await server.a.call('GET', '/nobody/serves/canary-path')
  const route = '/crm/v3/objects/:objectType/:objectId'
  const name = 'millrace_http_request_duration_seconds'
  const count = (await metrics.getSingleMetric(name)?.get())?.values.find(
    (value) =>
      'metricName' in value &&
      value.metricName === `${name}_count` &&
      value.labels.route === route &&
      value.labels.status === '404',
  )
  expect(count?.value).toBe(2)
  const text = await metrics.metrics()
  expect(text).not.toMatch(/canary|4711/)
  expect(text).toContain('route="unknown"')
})

test('a worker counts waves, enrollments and failures by lane', async () => {
  const observer = observeWork(registry)
  observer.wave('bulk', 250, 0.03)
  observer.wave('bulk', 10, 0.01)
  observer.trouble()
  expect(await figure(registry, 'millrace_enrollments_advanced_total', { lane: 'bulk' })).toBe(260)
  expect(await figure(registry, 'millrace_work_failures_total')).toBe(1)
})

test('what waits is counted over all accounts, with how long the first has waited', async () => {
  for (const { accountId } of [server.a, server.b]) {
    await server.db.withAccount(accountId, 'shared', (tx) =>
      tx.execute(sql`
        INSERT INTO enrollments
          (account_id, workflow_id, record_id, revision_id, state, action_id, lane, due_at, enrolled_at, source)
        SELECT ${accountId}, 1, record, 1, 'ready', '1', lane, now() + after, now(), '{}'
        FROM (VALUES (1, 'bulk', interval '-1 minute'), (2, 'bulk', interval '-1 second'),
          (3, 'bulk', interval '1 hour'), (4, 'timers', interval '-1 second')) AS due (record, lane, after)`),
    )
    await server.db.withAccount(accountId, 'shared', (tx) =>
      tx.execute(sql`
        INSERT INTO pending_changes (account_id, record_id, version, lane, epoch, at, source, patch)
        VALUES (${accountId}, 1, 1, 'interactive', 1, now() - interval '2 minutes', '{}', '{}')`),
    )
    await server.db.withAccount(accountId, 'shared', (tx) =>
      tx.execute(sql`
        INSERT INTO outbox_lanes (account_id, lane, next_at, open_at)
        VALUES (${accountId}, 'canary-host', now() - interval '1 second', 'epoch')`),
    )
    await server.db.withAccount(accountId, 'shared', (tx) =>
      tx.execute(sql`
        INSERT INTO outbox (account_id, effect_id, kind, lane, state, repeat_safe, workflow_id, enrollment_id, record_id,
          revision_id, action_id, visit, seq, request, next_at)
        SELECT ${accountId}, gen_random_uuid(), 'webhook', 'canary-host', 'queued', true, 1, n, 1, 1, '1', 0, 0, '{}',
          now() + (n - 2) * interval '1 hour'
        FROM generate_series(1, 3) AS n`),
    )
  }
  measureBacklog(registry, server.db)
  const text = await registry.metrics()
  expect(text).not.toContain('canary')
  const waiting = (queue: string, lane: string) => figure(registry, 'millrace_waiting', { queue, lane })
  expect(await waiting('enrollments', 'bulk')).toBe(4)
  expect(await waiting('enrollments', 'timers')).toBe(2)
  expect(await waiting('enrollments', 'interactive')).toBe(0)
  expect(await waiting('changes', 'interactive')).toBe(2)
  expect(await waiting('effects', 'outbox')).toBe(4)
  const oldest = (queue: string, lane: string) =>
    figure(registry, 'millrace_oldest_wait_seconds', { queue, lane })
  expect(await oldest('enrollments', 'bulk')).toBeGreaterThanOrEqual(60)
  expect(await oldest('changes', 'interactive')).toBeGreaterThanOrEqual(120)
  expect(await oldest('enrollments', 'interactive')).toBe(0)
  expect(await accountIds(server.db)).toHaveLength(2)
  const own = await server.db.withAccount(server.a.accountId, 'read', readBacklog)
  expect(own.find(({ queue, lane }) => queue === 'enrollments' && lane === 'bulk')?.waiting).toBe(2)
})

describe('/metrics', () => {
  async function asked(
    settings: Partial<MetricsServerSettings>,
    ask: (url: string) => Promise<void>,
  ): Promise<void> {
    const served = await serveMetrics(registry, { host: '127.0.0.1', port: 0, ...settings }, (error) => {
      throw error
    })
    await ask(served.url).finally(() => served.close())
  }

  test('answers in the text format of Prometheus', () =>
    asked({}, async (url) => {
      const answer = await fetch(url)
      expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
      expect(await answer.text()).toMatch(/^# HELP /)
    }))

  test('with a token answers nobody else', () =>
    asked({ token: 'figures-please' }, async (url) => {
      const status = async (authorization?: string) =>
        (await fetch(url, authorization === undefined ? {} : { headers: { authorization } })).status
      expect(await status()).toBe(401)
      expect(await status('Bearer figures-pleas')).toBe(401)
      expect(await status(`Bearer ${server.a.token}`)).toBe(401)
      expect(await status('Bearer figures-please')).toBe(200)
    }))

  test('has nothing else', () =>
    asked({}, async (url) => {
      expect((await fetch(url.replace('/metrics', '/'))).status).toBe(404)
      const posted = await fetch(url, { method: 'POST' })
      expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET'])
    }))
})
