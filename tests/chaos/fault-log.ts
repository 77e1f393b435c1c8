/** Everything done to the system, with its moment: what a finding is judged by and printed with. */
export interface Fault {
  /** Epoch ms. */
  readonly at: number
  readonly kind: string
  readonly target: string
}

export class FaultLog {
  readonly faults: Fault[] = []

  add(kind: string, target = ''): void {
    this.faults.push({ at: Date.now(), kind, target })
  }

  counts(): Record<string, number> {
    const counts: Record<string, number> = {}
    for (const { kind } of this.faults) counts[kind] = (counts[kind] ?? 0) + 1
    return counts
  }

  toString(): string {
    return this.faults
      .map(({ at, kind, target }) => `${new Date(at).toISOString().slice(11, 23)} ${kind} ${target}`.trim())
      .join('\n')
  }
}
