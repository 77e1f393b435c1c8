import { nextRun, type Schedule } from '@millrace/model'

const day = 86_400_000

export interface RunsDue {
  /** Epoch ms, oldest first: what runs now, and what is too late to (W-SCH-19). */
  readonly runs: readonly number[]
  readonly missed: readonly number[]
  readonly next: number | null
}

/**
 * What is due by `now` of a schedule whose next run was `from`. Of several runs that nobody began the last one stands for all,
 * if it is less than a day late; each run of a date schedule is for other records, so each runs that is not too late.
 */
export function runsDue(schedule: Schedule, zone: string, from: number, now: number): RunsDue {
  const due: number[] = []
  let next: number | null = from
  for (; next !== null && next <= now; next = nextRun(schedule, zone, next)) due.push(next)
  const isInTime = (at: number) => now - at < day
  const runs = schedule.kind === 'date' ? due.filter(isInTime) : due.slice(-1).filter(isInTime)
  return { runs, missed: due.filter((at) => !runs.includes(at)), next }
}
