import type { Look } from './real-store.js'
import type { Twin } from './twin.js'

/** The twin's state in the words of `RealStore.look`. */
export function lookAt(twin: Twin, people: number): Look {
  const enrollments = [...twin.enrollments.values()].sort((a, b) => a.recordId - b.recordId || a.id - b.id)
  return {
    enrollments: enrollments.map(({ recordId, state, step, seq, endState }) =>
      words(`${recordId}:`, state, step + 1, seq, endState),
    ),
    log: enrollments.flatMap(({ id, recordId }) =>
      twin.log
        .filter(({ enrollmentId }) => enrollmentId === id)
        .sort((a, b) => a.seq - b.seq)
        .map(({ seq, step, outcome }) =>
          words(`${recordId}:`, seq, step === null ? null : step + 1, outcome),
        ),
    ),
    counters: Array.from({ length: people }, (_, person) => twin.counters.get(person) ?? 0),
    outbox: [...twin.outbox.values()]
      .sort((a, b) => a.recordId - b.recordId)
      .map(({ recordId, state, step, attempt }) => words(`${recordId}:`, state, step + 1, attempt)),
    inFlight: twin.inFlight,
    leases: twin.leases.size,
    counted: Object.fromEntries(twin.counted),
  }
}

function words(...parts: readonly (string | number | null)[]): string {
  return parts.filter((part) => part !== null).join(' ')
}
