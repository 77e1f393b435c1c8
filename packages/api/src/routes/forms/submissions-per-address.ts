import { Problem } from '@millrace/model'

/** As HubSpot: so many submissions without credentials in ten seconds, for each address. */
const most = 50
const interval = 10_000
const mostRemembered = 10_000

/**
 * Counts what comes without credentials by its address, over a window that slides by halves. Each process counts for
 * itself. Problem: RATE_LIMITED.
 */
export function submissionsPerAddress(now: () => number = Date.now): (address: string) => void {
  let window = Math.floor(now() / interval)
  let current = new Map<string, number>()
  let last: ReadonlyMap<string, number> = new Map()
  return (address) => {
    const moment = now()
    const present = Math.floor(moment / interval)
    if (present !== window) {
      last = present === window + 1 ? current : new Map()
      current = new Map()
      window = present
    }
    if (current.size >= mostRemembered) current.clear()
    const count = current.get(address) ?? 0
    const carried = (last.get(address) ?? 0) * (1 - (moment % interval) / interval)
    if (count + carried >= most)
      throw new Problem('RATE_LIMITED', `At most ${most} submissions in ten seconds from one address.`)
    current.set(address, count + 1)
  }
}
