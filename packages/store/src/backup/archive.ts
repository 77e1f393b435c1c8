/** `header.json`, the first entry: what a restore must know before the data. */
export interface BackupHeader {
  readonly format: 1
  readonly takenAt: string
  readonly serverVersion: string
  /** The migrations the data was written under, in order. */
  readonly migrations: readonly string[]
  /** In an order in which every row finds what it refers to. */
  readonly tables: readonly BackupTable[]
  readonly partitions: readonly MonthPartition[]
}

export interface BackupTable {
  readonly name: string
  readonly columns: readonly string[]
  /** Behind row-level security. */
  readonly walled: boolean
}

export interface MonthPartition {
  readonly parent: string
  /** `2026-11-01` */
  readonly month: string
}

/** A piece of one table: gzipped lines of COPY's text format. */
export interface BackupChunk {
  readonly entry: string
  readonly table: string
  readonly rows: number
  /** Of the entry's bytes, hexadecimal. */
  readonly sha256: string
}

/** `manifest.json`, the last entry: a backup without it was cut off. */
export interface BackupManifest {
  readonly chunks: readonly BackupChunk[]
  readonly sequences: readonly { readonly name: string; readonly value: string }[]
}

export interface BackupReport {
  readonly accounts: number
  readonly rows: number
  readonly bytes: number
}

/** The backup or the restore cannot go on; `message` is a sentence for the operator. */
export class BackupError extends Error {
  override readonly name = 'BackupError'
}
