/** Who or what enrolled a record (W-ENR-11, M-HIE-5). */
export type EnrollmentSource =
  | { readonly type: 'TRIGGER'; readonly group: number | null; readonly event?: EventNamed }
  | { readonly type: 'EXISTING'; readonly publicationId: number }
  | { readonly type: 'MANUAL'; readonly tokenId: number | null }
  /** `scheduledFor`: the run, ISO 8601. */
  | { readonly type: 'SCHEDULE'; readonly scheduledFor: string }
  | { readonly type: 'WORKFLOW'; readonly workflowId: number; readonly enrollmentId: number }

/** The event that enrolled. */
export interface EventNamed {
  readonly id: string
  readonly eventTypeId: string
  /** Epoch ms. */
  readonly occurredAt: number
}
