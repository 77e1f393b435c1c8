import type { Case } from './case.js'
import { dateCases } from './date-cases.js'
import { numberCases } from './number-cases.js'
import { optionCases } from './option-cases.js'
import { recordCases } from './record-cases.js'
import { textCases } from './text-cases.js'

export const allCases: readonly Case[] = [
  ...textCases,
  ...numberCases,
  ...optionCases,
  ...dateCases,
  ...recordCases,
]
