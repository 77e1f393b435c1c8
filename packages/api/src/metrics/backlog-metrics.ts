import { accountIds, type Backlog, type Database, readBacklog } from '@millrace/store'
import { Gauge, type Registry } from 'prom-client'

/** Asked for again within this time (several scrapers, an impatient one), the last figures serve, ms. */
const freshFor = 5_000
const atOnce = 4

/** What waits in the database, over all accounts; read when somebody scrapes. Served by `serve`, of which one is enough. */
export function measureBacklog(registry: Registry, db: Database): void {
  const oldest = new Gauge({
    name: 'millrace_oldest_wait_seconds',
    help: 'How long the first of what could be worked on now has waited; of changes: how far evaluation is behind.',
    labelNames: ['queue', 'lane'],
    registers: [registry],
  })
  const look = remembered(() => readAll(db))
  new Gauge({
    name: 'millrace_waiting',
    help: 'Enrollments, changes and effects that could be worked on now; at most 10,000 an account, queue and lane.',
    labelNames: ['queue', 'lane'],
    registers: [registry],
    async collect() {
      this.reset()
      oldest.reset()
      for (const { queue, lane, waiting, oldestAt } of await look()) {
        this.set({ queue, lane }, waiting)
        oldest.set({ queue, lane }, oldestAt === null ? 0 : Math.max(0, (Date.now() - oldestAt) / 1000))
      }
    },
  })
}

async function readAll(db: Database): Promise<Backlog[]> {
  const ids = await accountIds(db)
  const total = new Map<string, Backlog>()
  const take = async () => {
    for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
      for (const backlog of await db.withAccount(id, 'read', readBacklog)) add(total, backlog)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, take))
  return [...total.values()]
}

function add(total: Map<string, Backlog>, backlog: Backlog): void {
  const key = `${backlog.queue} ${backlog.lane}`
  const known = total.get(key)
  const moments = [known?.oldestAt, backlog.oldestAt].filter((at): at is number => typeof at === 'number')
  total.set(key, {
    ...backlog,
    waiting: backlog.waiting + (known?.waiting ?? 0),
    oldestAt: moments.length === 0 ? null : Math.min(...moments),
  })
}

function remembered<T>(read: () => Promise<T>): () => Promise<T> {
  let last: { readonly at: number; readonly answer: Promise<T> } | undefined
  return () => {
    if (last && performance.now() - last.at < freshFor) return last.answer
    const answer = read()
    last = { at: performance.now(), answer }
    answer.catch(() => {
      last = undefined
    })
    return answer
  }
}
