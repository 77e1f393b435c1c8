// Truth tables: a filter, rows of values, and whether each passes. Both meanings have to agree with them.
import type { CanonicalValue, Values } from '@millrace/model'
import type { FilterContext, FilterRecord, ValueSeen, WorkflowStatusKind } from '../compiled.js'
import { recordOf } from '../memory-record.js'
import { caseCatalogue } from './catalogue.js'

/** A record as plain data, so that it can stand in memory and in PostgreSQL. */
export interface Specimen {
  readonly values: Values
  /** Without one, each value has been there since epoch 0. */
  readonly history?: Readonly<Record<string, readonly ValueSeen[]>>
  readonly companies?: readonly AssociatedSpecimen[]
  readonly lists?: readonly number[]
  readonly workflows?: Readonly<Record<number, readonly WorkflowStatusKind[]>>
  readonly imports?: readonly string[]
}

export interface AssociatedSpecimen {
  readonly values: Values
  readonly typeId: number
  readonly lists?: readonly number[]
  /** Deleted or merged away: does not count. */
  readonly gone?: boolean
}

export interface Case {
  /** Rule and sentence: the name of its test. */
  readonly name: string
  /** The only branch or filter below the root group. */
  readonly filter: object
  /** `contact`: negative operators pass without a value (W-FLS-7). */
  readonly flow?: 'contact' | 'other'
  readonly now?: number
  readonly rows: readonly (readonly [Specimen, boolean])[]
}

export const noon = Date.UTC(2026, 10, 18, 11) // Wednesday 2026-11-18, 12:00 in Berlin

export function caseContext(flow: 'contact' | 'other' = 'other'): FilterContext {
  return {
    catalogue: caseCatalogue,
    objectTypeId: '0-1',
    timeZone: 'Europe/Berlin',
    negativeMatchesEmpty: flow === 'contact',
  }
}

/** The tree around a case's filter. */
export function treeOf(filter: object): object {
  const part = 'filterBranchType' in filter ? { filterBranches: [filter] } : { filters: [filter] }
  return { filterBranchType: 'OR', filterBranches: [{ filterBranchType: 'AND', ...part }] }
}

export function inMemory(specimen: Specimen, id = 1): FilterRecord {
  const there = (specimen.companies ?? []).filter((company) => !company.gone)
  return recordOf(specimen.values, {
    ...specimen,
    id,
    associated: there.map(({ values, typeId, lists = [] }) => ({
      record: recordOf(values, { objectTypeId: '0-2', lists }),
      category: 'HUBSPOT_DEFINED',
      typeId,
    })),
  })
}

/** A PROPERTY filter. */
export function property(
  name: string,
  operationType: string,
  operator: string,
  members: object = {},
): object {
  return { filterType: 'PROPERTY', property: name, operation: { operationType, operator, ...members } }
}

/** Rows about one property: `[value, passes]`, undefined for no value. */
export function rowsOf(
  name: string,
  rows: readonly (readonly [CanonicalValue | undefined, boolean])[],
): Case['rows'] {
  return rows.map(([value, passes]) => [{ values: value === undefined ? {} : { [name]: value } }, passes])
}

/** Berlin's wall clock as epoch ms (winter time). */
export function berlin(
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
  ms = 0,
): number {
  return Date.UTC(year, month - 1, day, hour - 1, minute, second, ms)
}

export function utcDay(year: number, month: number, day: number): number {
  return Date.UTC(year, month - 1, day)
}
