/** Something that must not be, and is. */
export interface Finding {
  /** The check that found it. */
  readonly check: string
  /** What it is about, for example `enrollment 12`. */
  readonly subject: string
  readonly detail: string
}
