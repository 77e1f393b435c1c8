// Pipelines and stages as people define them (api.md 3.1). They are the options of a record's pipeline properties,
// hence definitions: every change raises the epoch, under the exclusive lock, and leaves an audit.
import { isStorableText, Problem } from '@millrace/model'

export interface Stage {
  /** Unique within the object type, whatever the pipeline. */
  readonly id: string
  readonly label: string
  readonly displayOrder: number
  /** Deals: `probability` 0.0 to 1.0; tickets: `ticketState` OPEN or CLOSED. */
  readonly metadata: Readonly<Record<string, string>>
  /** Epoch ms. */
  readonly createdAt: number
  readonly updatedAt: number
}

export interface Pipeline {
  readonly objectTypeId: string
  readonly id: string
  readonly label: string
  readonly displayOrder: number
  readonly stages: readonly Stage[]
  /** Epoch ms. */
  readonly createdAt: number
  readonly updatedAt: number
}

export interface NewStage {
  /** Absent: one is made. */
  readonly stageId?: string
  readonly label: string
  readonly displayOrder: number
  readonly metadata?: Readonly<Record<string, string>>
}

export interface NewPipeline {
  /** Absent: one is made. */
  readonly pipelineId?: string
  readonly label: string
  readonly displayOrder: number
  readonly stages: readonly NewStage[]
}

export type StageChange = Partial<Omit<NewStage, 'stageId'>>
export type PipelineChange = Partial<Pick<NewPipeline, 'label' | 'displayOrder'>>

/** Most stages of a pipeline, and most pipelines of an object type. */
export const mostStages = 100
export const mostPipelines = 100

/** A label or an id as it is kept. Throws INVALID_BODY. */
export function namedBy(given: string, field: string): string {
  const name = given.trim()
  if (name !== '' && name.length <= 250 && isStorableText(name)) return name
  throw new Problem('INVALID_BODY', 'This is text of 1 to 250 characters.', { field })
}

/**
 * What a stage must say besides its label: a deal how likely it is to be won, a ticket whether it is open still (open
 * when nobody says). Throws INVALID_BODY.
 */
export function metadataOf(
  objectTypeId: string,
  given: Readonly<Record<string, string>>,
  field = 'metadata',
): Record<string, string> {
  const metadata = { ...given }
  delete metadata.isClosed
  if (objectTypeId === '0-3') metadata.probability = probabilityOf(metadata.probability, field)
  if (objectTypeId === '0-5') metadata.ticketState = ticketStateOf(metadata.ticketState, field)
  return metadata
}

/** Closed is derived, for whoever reads: a deal that is surely won or lost, a ticket that says so. */
export function isClosed(objectTypeId: string, { probability, ticketState }: Stage['metadata']): boolean {
  if (objectTypeId === '0-3') return Number(probability) === 0 || Number(probability) === 1
  return ticketState === 'CLOSED'
}

function probabilityOf(given: string | undefined, field: string): string {
  const probability = Number(given === undefined || given.trim() === '' ? Number.NaN : given)
  if (probability >= 0 && probability <= 1) return probability.toFixed(2).replace(/(\.\d)0$/, '$1')
  throw new Problem('INVALID_BODY', 'A stage of deals has a probability from 0.0 to 1.0.', {
    field: `${field}.probability`,
  })
}

function ticketStateOf(given = 'OPEN', field: string): string {
  if (given === 'OPEN' || given === 'CLOSED') return given
  throw new Problem('INVALID_BODY', 'The state of tickets is OPEN or CLOSED.', {
    field: `${field}.ticketState`,
  })
}
