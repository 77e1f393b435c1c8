import type { Arena } from './fixture/arena.ts'
import type { Figure } from './measure/figure.ts'

/** One script, one or more claims. */
export interface Bench {
  /** Names of the figures it makes, as in the table of targets. */
  readonly names: readonly string[]
  readonly what: string
  run(context: Context): Promise<Figure[]>
}

export interface Context {
  readonly arena: Arena
  /** Counted pairs of a gate: five, or as `--pairs` says. */
  readonly pairs: number
  /** 1, or what `--scale` says: every population is multiplied by it. For trying a script, never for a figure. */
  readonly scale: number
  readonly wanted: (name: string) => boolean
  readonly log: (line: string) => void
  /** Peak memory of every worker process of this run, MiB. */
  readonly workerPeaks: number[]
}
