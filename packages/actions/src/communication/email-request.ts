// What the e-mail steps ask the dispatcher to send. Who gets it, and what it says, is decided when it leaves.
import type { AssociationSpec } from '../crm.js'

export interface MarketingEmailRequest {
  readonly type: 'marketing'
  readonly emailId: number
  /** The enrolled contact, the contacts associated with the enrolled record this way, or fixed addresses. */
  readonly to: 'enrolled' | AssociationSpec | { readonly addresses: readonly string[] }
  /** A-EML-15 */
  readonly skipIfReceived: boolean
  /** A-EML-16 */
  readonly respectFrequencyCap: boolean
  /** A-EML-20: the user, or the owner, who signs instead of the e-mail's own sender; null: nobody. */
  readonly senderId: number | null
}

/** A-NTE: its words are ready, its recipients are not. */
export interface InternalEmailRequest {
  readonly type: 'internal'
  readonly subject: string
  readonly html: string
  readonly userIds: readonly number[]
  readonly teamIds: readonly number[]
  /** Owners that properties of the record named when the step ran (A-NTE-2). */
  readonly ownerIds: readonly number[]
  /** A-NTE-3 */
  readonly addresses: readonly string[]
  /** A-NTE-8 */
  readonly linksToRecord: boolean
}

export type EmailRequest = MarketingEmailRequest | InternalEmailRequest
