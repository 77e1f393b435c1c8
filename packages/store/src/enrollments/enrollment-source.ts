/** Who or what enrolled a record (W-ENR-11, M-HIE-5). */
export type EnrollmentSource =
  | { readonly type: 'TRIGGER'; readonly group: number | null }
  | { readonly type: 'EXISTING'; readonly publicationId: number }
  | { readonly type: 'MANUAL'; readonly tokenId: number | null }
  | { readonly type: 'WORKFLOW'; readonly workflowId: number; readonly enrollmentId: number }
