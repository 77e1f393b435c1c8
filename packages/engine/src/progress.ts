/** What one turn at some work came to. */
export interface Progress {
  /** How many rows were worked on; 0: nothing was found, or others hold it. */
  readonly claimed: number
  /** How many of them are enrollments that went on: effects may have come of it. */
  readonly advanced?: number
  /** There is more of it at once. */
  readonly more: boolean
  /** Epoch ms when to look again although nothing says so; null: when woken. */
  readonly nextAt: number | null
}

export const idle: Progress = { claimed: 0, more: false, nextAt: null }
