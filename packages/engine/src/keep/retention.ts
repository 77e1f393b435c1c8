/** Retention in days (M-RET-1, M-RET-2); an installation may lengthen it. */
export interface Retention {
  readonly actionLogDays: number
  readonly enrollmentDays: number
}

export const defaultRetention: Retention = { actionLogDays: 90, enrollmentDays: 184 }
