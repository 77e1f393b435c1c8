/** A user as the owner of records, the deactivated ones too: their records keep them. */
export interface Owner {
  readonly ownerId: number
  readonly userId: number
  readonly active: boolean
  /** The main team (A-OWN-6). */
  readonly teamId: number | null
}
