/** An e-mail asset as clients write it (api.md 3.2), members we do not know included. */
export type EmailDocument = Readonly<Record<string, unknown>>

/** Times in epoch ms. */
export interface Email {
  readonly id: number
  readonly name: string
  /** As it was saved last. */
  readonly draft: EmailDocument
  /** What is sent (A-EML-13); null: not published. */
  readonly published: EmailDocument | null
  readonly publishedAt: number | null
  readonly createdAt: number
  readonly updatedAt: number
  readonly archivedAt: number | null
}
