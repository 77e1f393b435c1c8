import sql from 'sql-template-tag'
import type { Database } from '../database.js'
import { newTokenText, tokenHash } from './token-text.js'

export interface NewToken {
  readonly accountId: number
  readonly label: string
  /** Absent: unrestricted (api.md 2.1). */
  readonly scopes?: readonly string[]
  /** May list and create accounts. */
  readonly instanceOwner?: boolean
  /** Epoch ms; absent: never. */
  readonly expiresAt?: number
  /** Whom it acts for. */
  readonly userId?: number | null
  /** Good only in the address of the calls of api.md 2.1: `?hapikey=`. */
  readonly developerKey?: boolean
  /** A text the operator chose; absent: a random one is made. */
  readonly text?: string
}

export interface CreatedToken {
  readonly id: number
  /** Shown once: only its hash is kept. */
  readonly text: string
}

/** Makes a token, or finds the one that has this text already: a program that starts twice makes one. */
export async function createToken(db: Database, token: NewToken): Promise<CreatedToken> {
  const text = token.text ?? newTokenText()
  const { rows } = await db.owner.query<{ id: number }>(sql`
    INSERT INTO access_tokens AS t (account_id, token_hash, last4, label, scopes, instance_owner, user_id,
      developer_key, expires_at)
    VALUES (${token.accountId}, ${tokenHash(text)}, ${text.slice(-4)}, ${token.label}, ${token.scopes ?? null},
      ${token.instanceOwner ?? false}, ${token.userId ?? null}, ${token.developerKey ?? false},
      to_timestamp(${token.expiresAt === undefined ? null : token.expiresAt / 1000}::float8))
    ON CONFLICT (token_hash) DO UPDATE SET label = t.label
    RETURNING id`)
  const id = rows[0]?.id
  if (id === undefined) throw new Error('INSERT … RETURNING returned nothing')
  return { id, text }
}
