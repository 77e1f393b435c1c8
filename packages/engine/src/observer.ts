import type { Lane } from '@millrace/model'

/** Told what a worker did, after it was committed: for figures, never for decisions. It must not throw. */
export interface Observer {
  /** One wave, with how many enrollments it moved and how long it took, commit included. */
  wave(lane: Lane, enrollments: number, seconds: number): void
  /** Something failed and will be tried again. */
  trouble(): void
}
