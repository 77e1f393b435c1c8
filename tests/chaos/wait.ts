import { setTimeout as pause } from 'node:timers/promises'

export { pause }

/** Asks until the answer is yes; false when it was not yes in time. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  patienceMs: number,
  everyMs = 50,
): Promise<boolean> {
  const deadline = performance.now() + patienceMs
  while (!(await condition())) {
    if (performance.now() > deadline) return false
    await pause(everyMs)
  }
  return true
}
