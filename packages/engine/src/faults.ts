// Where tests pause, kill and break the engine (engine.md 8). Production passes nothing.

/** Defects the suite must catch, each a switch at the place where the mistake would be made. */
export const plantedDefects = [
  'cursor-feed',
  'one-statement-build',
  'lock-and-read-together',
  'in-transaction-evaluation-of-associations',
  'enrollment-locked-before-record',
  'stale-trigger-index',
  'events-behind-all-changes',
  'reused-action-id',
  'attempt-counted-for-neighbours',
  'missing-fence',
  'unstable-effect-id',
  'counter-outside-transaction',
  'blind-retry-after-failed-commit',
] as const
export type PlantedDefect = (typeof plantedDefects)[number]

export interface Faults {
  /** A named moment, for example `wave:locked`: a test may pause here, throw, or kill the process. */
  point(name: string): Promise<void> | void
  readonly planted: ReadonlySet<PlantedDefect>
}

export const noFaults: Faults = { point() {}, planted: new Set() }

/** Reaches a named point; costs nothing where no test listens. */
export function reach(faults: Faults | undefined, name: string): Promise<void> | void {
  return faults?.point(name)
}

export function isPlanted(faults: Faults | undefined, defect: PlantedDefect): boolean {
  return faults?.planted.has(defect) === true
}
