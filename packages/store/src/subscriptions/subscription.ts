/** A kind of e-mail that people agree to or not. Times in epoch ms. */
export interface SubscriptionDefinition {
  readonly id: number
  readonly name: string
  readonly description: string
  readonly purpose: string
  readonly communicationMethod: string
  readonly isActive: boolean
  /** Every account has it. */
  readonly isDefault: boolean
  readonly createdAt: number
  readonly updatedAt: number
}

/** What stands for all e-mail among subscription ids. */
export const allEmail = 0

export interface SubscriptionStatus {
  /** Folded. */
  readonly address: string
  /** `allEmail`: all of them. */
  readonly subscriptionId: number
  readonly subscribed: boolean
  /** Said by the person: no workflow may subscribe them again (A-MKT-5). */
  readonly personal: boolean
  readonly legalBasis: string | null
  readonly legalBasisExplanation: string | null
  /** Where it comes from: `API`, `LINK`, `WORKFLOW`. */
  readonly source: string
  readonly at: number
}
