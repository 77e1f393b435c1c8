// The one way out (reliability.md 3.2). Measured there: a guard that only replaces the DNS lookup lets every IP literal
// through, because no lookup happens for a literal. So: literals are judged first, answers of DNS that are not public are
// dropped, and the peer's address is looked at again once connected. Proxy variables are not consulted by this agent.
import { type LookupAddress, type LookupOptions, lookup as systemLookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { Agent, buildConnector } from 'undici'
import { AddressRefused } from './address-refused.js'
import type { AllowedHosts } from './allowed-hosts.js'
import { isOpen, wayOut } from './way-out.js'

export interface OutboundOptions {
  readonly allowedHosts: AllowedHosts
  /** A-WHK-14. */
  readonly connectTimeoutMs: number
  readonly responseTimeoutMs: number
  /** Sockets to one origin. */
  readonly connections: number
  /** How names become addresses; tests bring hostile ones. */
  readonly resolve?: Resolve
}

export type Resolve = (
  hostname: string,
  options: LookupOptions,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

export function createOutboundAgent(options: OutboundOptions): Agent {
  return new Agent({
    connect: guardedConnector(options),
    connections: options.connections,
    pipelining: 1,
    headersTimeout: options.responseTimeoutMs,
    bodyTimeout: options.responseTimeoutMs,
    keepAliveTimeout: 4_000,
    maxHeaderSize: 16_384,
    allowH2: false,
  })
}

function guardedConnector(options: OutboundOptions): buildConnector.connector {
  const settings = { timeout: options.connectTimeoutMs, allowH2: false }
  const { allowedHosts } = options
  const mayReach = (address: string) => isOpen(address, allowedHosts)
  const connectFreely = buildConnector(settings)
  const connectGuarded = buildConnector({
    ...settings,
    lookup: openLookup(options.resolve ?? systemResolve, mayReach),
  })
  return (target, done) => {
    const way = wayOut(target, allowedHosts)
    if (way === 'named') return connectFreely(target, done)
    if (way !== 'guarded') return done(refused(way, target.hostname), null)
    connectGuarded(target, (...answer) => {
      const [error, socket] = answer
      if (error) return done(error, null)
      if (mayReach(socket.remoteAddress ?? '')) return done(null, socket)
      socket.destroy()
      done(refused('the peer is not public', target.hostname), null)
    })
  }
}

const systemResolve: Resolve = (hostname, options, done) => {
  systemLookup(hostname, { ...options, all: true }, done)
}

/** Looks a name up and keeps the open answers; none left is a refusal, not a failure to be tried again. */
function openLookup(resolve: Resolve, mayReach: (address: string) => boolean): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, options, (error, addresses) => {
      if (error) return done(error, '', 0)
      const open = addresses.filter(({ address }) => mayReach(address))
      const [first] = open
      if (!first) return done(refused('no public address', hostname), '', 0)
      if (options.all) return done(null, open)
      done(null, first.address, first.family)
    })
  }
}

function refused(reason: string, hostname: string): AddressRefused {
  return new AddressRefused(`${hostname}: ${reason}`)
}
