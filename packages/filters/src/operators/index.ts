// Every operation type (api.md 5.3): one line each.
import { bool } from './bool.js'
import { number } from './number.js'
import { numberRange } from './number-range.js'
import type { OperatorFamily } from './operator.js'
import { options } from './options.js'
import { text, texts } from './text.js'

const families: readonly OperatorFamily[] = [bool, number, numberRange, options, text, texts]

/** Operator families by operation type. */
export const operatorFamilies: ReadonlyMap<string, OperatorFamily> = new Map(
  families.map((family) => [family.operationType, family]),
)
