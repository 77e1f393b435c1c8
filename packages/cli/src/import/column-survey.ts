// What a column holds, seen once from top to bottom: enough to say which type its property should have.
import { fold, type PropertyOption, type PropertyType } from '@millrace/model'
import { ownText } from './own-text.js'

/** More than this many different values is not a list of options. */
const mostOptions = 100
const longestOption = 200
/** Options come again and again; a column of mostly different values is text. */
const rowsPerOption = 2

export interface InferredType {
  readonly type: PropertyType
  readonly fieldType: string
  readonly options: readonly PropertyOption[]
}

export class ColumnSurvey {
  #filled = 0
  #longest = 0
  #numbers = true
  #booleans = true
  #dates = true
  #moments = true
  /** Spellings of each folded value, with how often each came; null once there are too many for a list. */
  #spellings: Map<string, Map<string, number>> | null = new Map()

  /** A cell that has a value, outer space removed. */
  see(cell: string): void {
    this.#filled++
    if (cell.length > this.#longest) this.#longest = cell.length
    if (this.#numbers && !isNumber(cell)) this.#numbers = false
    if (this.#booleans && readBoolean(cell) === null) this.#booleans = false
    if (this.#dates && !date.test(cell)) this.#dates = false
    if (this.#moments && !moment.test(cell)) this.#moments = false
    this.#count(cell)
  }

  #count(cell: string): void {
    if (!this.#spellings) return
    const folded = fold(cell)
    let spellings = this.#spellings.get(folded)
    if (!spellings) {
      spellings = new Map()
      this.#spellings.set(ownText(folded), spellings)
    }
    const times = spellings.get(cell)
    spellings.set(times === undefined ? ownText(cell) : cell, (times ?? 0) + 1)
    if (this.#spellings.size > mostOptions || cell.length > longestOption || cell.includes(';'))
      this.#spellings = null
  }

  infer(): InferredType {
    if (this.#filled === 0) return plain('string', 'text')
    // A column of 0 and 1 is a number: it may be a count.
    if (this.#numbers) return plain('number', 'number')
    if (this.#booleans) return plain('bool', 'booleancheckbox')
    if (this.#dates) return plain('date', 'date')
    if (this.#moments) return plain('datetime', 'date')
    if (this.#isChoice()) return this.asChoice()
    return plain('string', this.#longest > 500 ? 'textarea' : 'text')
  }

  #isChoice(): boolean {
    return this.#spellings !== null && this.#spellings.size * rowsPerOption <= this.#filled
  }

  /** One option for all spellings that differ in case or outer space only, under its most frequent one. */
  asChoice(): InferredType {
    const spellings = [...(this.#spellings ?? new Map<string, Map<string, number>>()).values()]
    const values = spellings.map(mostFrequent).sort()
    const options = values.map((value, displayOrder) => ({
      value,
      label: value,
      displayOrder,
      hidden: false,
    }))
    return { type: 'enumeration', fieldType: 'select', options }
  }

  /** Has more different values than a list of options may hold. */
  get tooManyForOptions(): boolean {
    return this.#spellings === null
  }
}

function plain(type: PropertyType, fieldType: string): InferredType {
  return { type, fieldType, options: [] }
}

function mostFrequent(spellings: ReadonlyMap<string, number>): string {
  let best = ''
  let most = 0
  for (const [spelling, times] of spellings) if (times > most) [best, most] = [spelling, times]
  return best
}

const decimal = /^[+-]?(?:0|[1-9]\d{0,14})(?:\.\d{1,12})?$/
const date = /^\d{4}-\d{2}-\d{2}$/
const moment = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:?\d{2})?$/

/** No leading zeros, no exponents: `007` and `1e5` are somebody's codes. */
function isNumber(cell: string): boolean {
  return decimal.test(cell)
}

/** null: neither yes nor no. */
export function readBoolean(cell: string): boolean | null {
  switch (cell.toLowerCase()) {
    case 'yes':
    case 'true':
      return true
    case 'no':
    case 'false':
      return false
    default:
      return null
  }
}
