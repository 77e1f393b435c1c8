// Requests a token may make (api.md 2.4): off unless set. Each process counts for itself, in memory: nothing is written for
// a request that is refused.
import { Problem } from '@millrace/model'
import type { FastifyInstance, FastifyReply } from 'fastify'

/** Milliseconds over which requests are counted, without steps. */
const interval = 10_000
const day = 86_400_000
const mostRemembered = 10_000

/** One token's requests of the last interval, oldest first, and those of this day. */
interface Counted {
  readonly moments: number[]
  day: number
  today: number
}

/**
 * Counts requests by token and refuses those above `most` in ten seconds. Every answer to a known caller tells how many
 * are left; nobody needs to guess. A day has as many as its tens of seconds.
 */
export function limitRate(app: FastifyInstance, most: number, now: () => number = Date.now): void {
  if (most === 0) return
  const tokens = new Map<number, Counted>()
  // After the caller is known and before the body is read: a refused request costs next to nothing.
  app.addHook('preParsing', async (request, reply) => {
    if (request.caller === null) return
    const moment = now()
    const counted = recall(tokens, request.caller.tokenId, moment)
    const refused = counted.moments.length >= most
    if (!refused) {
      counted.moments.push(moment)
      counted.today++
    }
    tell(reply, most, counted)
    if (refused) throw tooMany(reply, most, moment, counted)
  })
}

function recall(tokens: Map<number, Counted>, tokenId: number, moment: number): Counted {
  if (tokens.size >= mostRemembered) tokens.clear()
  const today = Math.floor(moment / day)
  const counted = tokens.get(tokenId) ?? { moments: [], day: today, today: 0 }
  tokens.set(tokenId, counted)
  const left = counted.moments.findIndex((at) => at > moment - interval)
  counted.moments.splice(0, left === -1 ? counted.moments.length : left)
  if (counted.day !== today) Object.assign(counted, { day: today, today: 0 })
  return counted
}

function tell(reply: FastifyReply, most: number, { moments, today }: Counted): void {
  const left = most - moments.length
  const daily = (most * day) / interval
  reply.headers({
    'x-hubspot-ratelimit-max': String(most),
    'x-hubspot-ratelimit-remaining': String(left),
    'x-hubspot-ratelimit-interval-milliseconds': String(interval),
    // A second may take all that the ten have left: older integrations look here.
    'x-hubspot-ratelimit-secondly': String(most),
    'x-hubspot-ratelimit-secondly-remaining': String(left),
    'x-hubspot-ratelimit-daily': String(daily),
    'x-hubspot-ratelimit-daily-remaining': String(Math.max(0, daily - today)),
  })
}

function tooMany(reply: FastifyReply, most: number, moment: number, { moments }: Counted): Problem {
  const free = (moments[0] ?? moment) + interval
  reply.header('retry-after', String(Math.max(1, Math.ceil((free - moment) / 1000))))
  return new Problem('RATE_LIMITED', `You have reached your limit of ${most} requests in ten seconds.`)
}
