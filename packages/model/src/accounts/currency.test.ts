import { expect, test } from 'vitest'
import { isCurrency } from './currency.js'

test('currencies are named as ISO 4217 names them', () => {
  expect(['EUR', 'USD', 'NOK'].map(isCurrency)).toEqual([true, true, true])
  expect(['', 'eur', 'EURO', 'ZZZ', '€'].map(isCurrency)).toEqual([false, false, false, false, false])
})
