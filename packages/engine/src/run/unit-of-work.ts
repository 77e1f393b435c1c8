import type { CanonicalValue } from '@millrace/model'
import type { AssociationCause, AssociationMove, Listed, RaisedIssue, StoredRecord } from '@millrace/store'
import { type Author, WorkingRecord } from './working-record.js'

/** The locked records of one wave, with what its steps wrote to them. */
export class UnitOfWork {
  readonly #records = new Map<number, WorkingRecord>()
  /** Records whose associations this wave changed, and why: noted when it settles, after the values were written. */
  readonly relinked = new Map<number, AssociationCause>()
  /** What was done to them, where a workflow waits for it. */
  readonly linkMoves: AssociationMove[] = []
  /** Records that joined or left a list: the same. */
  readonly relisted: Listed[] = []
  /** What somebody should look at: raised when it settles. */
  readonly issues: RaisedIssue[] = []
  /** Object types of records that this wave made: nobody else can hold them yet. */
  readonly made = new Map<number, string>()
  /** Records that end with this wave, in the name of whom (A-MNG-1). */
  readonly doomed = new Map<number, AssociationCause>()
  #execution = 0
  #touched: { readonly author: Author; readonly record: WorkingRecord }[] = []

  /** `now`: the wave's one moment, epoch ms. */
  constructor(readonly now: number) {}

  /** Takes in a record this transaction has locked. One that is in already keeps its writes, and learns what it lacked. */
  adopt(stored: StoredRecord): WorkingRecord {
    let record = this.#records.get(stored.id)
    if (!record) {
      record = new WorkingRecord(stored, this)
      this.#records.set(stored.id, record)
    } else if (stored.isWhole) record.complete(stored)
    return record
  }

  find(recordId: number): WorkingRecord | undefined {
    return this.#records.get(recordId)
  }

  /** A step begins: from here, `undo` takes back to this place. */
  beginExecution(): void {
    this.#execution += 1
    this.#touched = []
  }

  write(
    author: Author,
    actionId: string,
    record: WorkingRecord,
    name: string,
    after: CanonicalValue | null,
  ): void {
    record.write({ author, chain: author.chain, execution: this.#execution, actionId, name, after })
    this.#touched.push({ author, record })
  }

  /** A step that broke leaves nothing behind (A-CRE-11): takes out what the author wrote since the step began. */
  undo(author: Author): void {
    for (const touched of this.#touched) {
      if (touched.author === author) touched.record.undo(author, this.#execution)
    }
  }

  /** One property of a record could not be written: what else the author's step wrote stays (A-EDR-20). */
  refuse(author: Author, record: WorkingRecord, name: string): void {
    record.undo(author, this.#execution, name)
  }

  /** Records that were written, in order of id. */
  written(): WorkingRecord[] {
    return [...this.#records.values()].filter((record) => record.isWritten).sort((a, b) => a.id - b.id)
  }
}
