// One row of the file as canonical values of a record, or the reason why it cannot be one.
import { type CanonicalValue, type Property, toCanonical, type Values } from '@millrace/model'
import { readBoolean } from './column-survey.js'
import { fillTemplate, type Mapping } from './mapping.js'
import { ownText } from './own-text.js'
import type { CsvRow } from './read-csv.js'
import { emptyCells } from './survey.js'

export type RowValues =
  | { readonly ok: true; readonly values: Values }
  | { readonly ok: false; readonly reason: string }

export interface RowReader {
  read(row: CsvRow): RowValues
}

/** `propertyOf` knows every property the mapping names. */
export function rowReader(
  mapping: Mapping,
  header: readonly string[],
  propertyOf: (name: string) => Property,
  timeZone: string,
): RowReader {
  const isEmpty = emptyCells(mapping)
  const columns = header.flatMap((column, index) => {
    const mapped = mapping.columns[column]
    return mapped
      ? [{ column, index, property: propertyOf(mapped.property), known: new Map<string, Cell>() }]
      : []
  })
  const derived = Object.entries(mapping.derive).map(([name, template]) => ({
    property: propertyOf(name),
    template,
  }))
  const cellAt = new Map(header.map((column, index) => [column, index]))

  return {
    read({ cells }) {
      if (cells.length !== header.length)
        return refused(`it has ${cells.length} cells, the header has ${header.length}`)
      const values: Record<string, CanonicalValue> = {}
      for (const { column, index, property, known } of columns) {
        const cell = remembered(known, cells[index] ?? '', (text) => readCell(text, property))
        if (cell.problem !== undefined) return refused(`${column}: ${cell.problem}`)
        if (cell.value !== null) values[property.name] = cell.value
      }
      for (const { property, template } of derived) {
        const text = fillTemplate(template, (column) => {
          const cell = (cells[cellAt.get(column) ?? -1] ?? '').trim()
          return isEmpty(cell) ? '' : cell
        })
        const cell = readCell(text, property)
        if (cell.problem !== undefined) return refused(`${property.name}: ${cell.problem}`)
        if (cell.value !== null) values[property.name] = cell.value
      }
      if (!Object.hasOwn(values, mapping.uniqueKey))
        return refused(`it has no value for "${mapping.uniqueKey}"`)
      return { ok: true, values }
    },
  }

  function readCell(text: string, property: Property): Cell {
    const cell = text.trim()
    if (isEmpty(cell)) return { value: null }
    const input =
      property.type === 'bool' ? (readBoolean(cell) ?? oneOrZero(cell)) : isText(property) ? text : cell
    const result = toCanonical(property, input, { timeZone })
    return result.ok ? { value: result.value } : { value: null, problem: result.problem.message }
  }
}

interface Cell {
  readonly value: CanonicalValue | null
  readonly problem?: string
}

/** Most columns repeat themselves: their few different cells are read once. */
const mostRemembered = 200
const longestRemembered = 60

function remembered(known: Map<string, Cell>, text: string, read: (text: string) => Cell): Cell {
  const before = known.get(text)
  if (before) return before
  if (known.size === mostRemembered || text.length > longestRemembered) return read(text)
  const own = ownText(text)
  const cell = read(own)
  known.set(own, cell)
  return cell
}

function isText({ type }: Property): boolean {
  return type === 'string' || type === 'json' || type === 'phone_number'
}

function oneOrZero(cell: string): boolean | string {
  return cell === '1' ? true : cell === '0' ? false : cell
}

function refused(reason: string): RowValues {
  return { ok: false, reason: reason.replace(/\.$/, '') }
}
