// Outside the database: somebody who gets webhooks and de-duplicates by their id.
export class Receiver {
  /** Effect id → how often it was called. */
  readonly calls = new Map<string, number>()
  readonly stepOf = new Map<string, string>()
  /** Calls for somebody who had left before they were taken. */
  readonly tooLate: string[] = []

  accept(id: string, enrollmentId: number, step: number): void {
    this.calls.set(id, (this.calls.get(id) ?? 0) + 1)
    this.stepOf.set(id, `${enrollmentId} ${step}`)
  }
}
