import type { OutboxSettings } from './outbox/outbox-settings.js'

/** What a worker may be told; everything has a default. */
export interface WorkerSettings {
  /** Waves, evaluations and builds that run side by side in this process. */
  readonly slots?: number
  /** More of them for the bulk lane, while nothing is done in the others. */
  readonly spareSlots?: number
  /** How often hints of work are read behind the notifications, ms. */
  readonly pollMs?: number
  /** How often every account is looked at whatever the hints say, ms. */
  readonly probeMs?: number
  /** How often the keeper does its chores, ms. */
  readonly keepMs?: number
  readonly allowedHosts?: OutboxSettings['allowedHosts']
  readonly secretKey?: OutboxSettings['secretKey']
  readonly smtpUrl?: OutboxSettings['smtpUrl']
  readonly publicUrl?: OutboxSettings['publicUrl']
  readonly mailFrom?: OutboxSettings['mailFrom']
  readonly limits?: Partial<OutboxSettings['limits']>
}

export const defaultWorkerSettings = {
  slots: 2,
  spareSlots: 1,
  pollMs: 250,
  probeMs: 5000,
  keepMs: 5000,
} as const satisfies WorkerSettings

/** The part of a pino logger that a worker uses. */
export interface WorkerLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
