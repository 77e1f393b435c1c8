export type SendState = 'sending' | 'deferred' | 'sent' | 'failed' | 'in_doubt'

/** One e-mail to one recipient. */
export interface EmailSend {
  readonly effectId: string
  /** `record:<id>`, `user:<id>` or `address:<address>`: one e-mail an effect and recipient (A-EML-4). */
  readonly recipient: string
  readonly recordId: number
  /** Folded. */
  readonly address: string
  /** null: internal (A-NTE-7). */
  readonly emailId: number | null
  readonly subscriptionId: number | null
  readonly workflowId: number
  readonly actionId: string
}

/** How it ended, or that it is tried again. */
export interface SettledSend {
  readonly effectId: string
  readonly recipient: string
  readonly state: Exclude<SendState, 'sending'>
  readonly code: string | null
  /** The mail server knows no such address: it gets nothing any more (A-EML-7). */
  readonly bounced: boolean
}
