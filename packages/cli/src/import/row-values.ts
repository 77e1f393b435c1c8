// One row of the file as canonical values of a record, or the reason why it cannot be one.
import { type CanonicalValue, type Property, toCanonical, type Values } from '@millrace/model'
import { CellMemory } from './cell-memory.js'
import { readBoolean } from './column-survey.js'
import { fillTemplate, type Mapping } from './mapping.js'
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
    if (!mapped) return []
    const property = propertyOf(mapped.property)
    return [{ column, index, property, memory: new CellMemory((text) => readCell(text, property)) }]
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
      for (const { column, index, property, memory } of columns) {
        const cell = memory.read(cells[index] ?? '')
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

function isText({ type }: Property): boolean {
  return type === 'string' || type === 'json' || type === 'phone_number'
}

function oneOrZero(cell: string): boolean | string {
  return cell === '1' ? true : cell === '0' ? false : cell
}

function refused(reason: string): RowValues {
  return { ok: false, reason: reason.replace(/\.$/, '') }
}
