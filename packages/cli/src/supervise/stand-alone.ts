import { fork } from 'node:child_process'
import type { Output } from '../command.js'
import { EXIT } from '../exit-codes.js'
import { type Ready, tellReady } from '../ready.js'
import { listenForStop } from '../stop-request.js'
import { youngHeap } from './young-heap.js'

/** Whether this process was started with a young generation of the right size, or somebody chose another one. */
export function hasYoungHeap(): boolean {
  return [...process.execArgv, process.env.NODE_OPTIONS ?? ''].some((text) =>
    text.includes('semi-space-size'),
  )
}

/**
 * A role that was started by hand, in a process of its own: the size of the young generation cannot be changed in one that
 * runs. This one passes on who asks it to stop, and ends as the other ends; killed, it takes the other along.
 */
export async function runWithYoungHeap(role: 'serve' | 'work', output: Output): Promise<number> {
  const stop = listenForStop(() => child.kill('SIGKILL'))
  const child = fork(new URL(import.meta.resolve('../bin.js')), output.json ? [role, '--json'] : [role], {
    execArgv: [...process.execArgv, ...youngHeap],
    // A Ctrl-C in the terminal is for this process, which passes it on.
    detached: true,
  })
  child.on('message', (ready) => tellReady(output, ready as Ready))
  void stop.whenRequested.then(() => child.connected && child.send('stop'))
  return new Promise((resolve) => {
    child.on('exit', (code) => resolve(code ?? EXIT.failure))
  })
}
