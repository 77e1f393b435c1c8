import type { CanonicalValue, Property } from '@millrace/model'
import { moveUniqueValues, type UniqueMove } from '@millrace/store'
import type { RefusedWrites } from '../run/wave.js'
import type { Author, WorkingRecord } from '../run/working-record.js'
import type { WaveScope } from './wave-scope.js'

/** A write of a unique property in one execution of a step. */
export interface UniqueWrite {
  readonly author: Author
  readonly record: WorkingRecord
  readonly property: Property
  /** What the record had before this write. */
  readonly before: CanonicalValue | null
  readonly after: CanonicalValue | null
}

/** The writes of one property of one record, one an author, in the order they were made. */
interface Line {
  readonly property: Property
  readonly record: WorkingRecord
  /** The value whose key the record holds now. */
  held: CanonicalValue | null
  readonly wanted: UniqueWrite[]
}

/**
 * Takes the unique values that one execution of a step wrote, in the database and at once: it alone knows who holds them.
 * A write it refuses is taken out of the unit of work again, what else its step wrote stays (A-EDR-20). Of two who want
 * one value the first in `writes` gets it.
 */
export async function takeUniqueValues(
  { tx, work }: WaveScope,
  writes: readonly UniqueWrite[],
): Promise<RefusedWrites> {
  const refused = new Map<number, Map<string, string>>()
  for (
    let lines = linesOf(writes);
    lines.length > 0;
    lines = lines.filter(({ wanted }) => wanted.length > 0)
  ) {
    const asked = lines.map((line) => [line, moveOf(line)] as const)
    const holders = await moveUniqueValues(
      tx,
      asked.map(([, move]) => move),
    )
    for (const [line, move] of asked) {
      const write = line.wanted.shift()
      const holderId = holders.get(move)
      if (holderId === undefined) line.held = move.after
      else if (write) refuse(refused, work, write, holderId)
    }
  }
  return refused
}

function linesOf(writes: readonly UniqueWrite[]): Line[] {
  const lines = new Map<string, Line>()
  for (const write of writes) {
    const { record, property, before, author } = write
    const id = `${record.id} ${property.id}`
    const line = lines.get(id) ?? { record, property, held: before, wanted: [] }
    lines.set(id, line)
    // Written twice in one execution by one author: what it wrote last is what it wants.
    const earlier = line.wanted.findIndex((known) => known.author === author)
    if (earlier >= 0) line.wanted.splice(earlier, 1)
    line.wanted.push(write)
  }
  return [...lines.values()]
}

function moveOf({ record, property, held, wanted: [write] }: Line): UniqueMove {
  const { objectTypeId, id } = record
  return { objectTypeId, recordId: id, property, before: held, after: write?.after ?? null }
}

function refuse(
  refused: Map<number, Map<string, string>>,
  work: WaveScope['work'],
  { author, record, property }: UniqueWrite,
  holderId: number,
): void {
  work.refuse(author, record, property.name)
  const properties = refused.get(author.enrollmentId) ?? new Map<string, string>()
  refused.set(author.enrollmentId, properties)
  properties.set(property.name, `Another record has this value already: ${holderId}.`)
}
