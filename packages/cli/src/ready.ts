import type { Output } from './command.js'

/** Where a process of a role is reached. */
export interface Ready {
  readonly role: 'serve' | 'work'
  readonly url?: string | undefined
  readonly metrics?: string | undefined
}

/** For the person who started it. */
export function tellReady(output: Output, { role, url, metrics }: Ready): void {
  const what = url ? `Serving at ${url}` : 'Working'
  output.result(metrics ? `${what}, figures at ${metrics}` : what, { role, url, metrics })
}
