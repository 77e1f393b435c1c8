import type { CanonicalValue } from '@millrace/model'
import sql, { join, type Sql } from 'sql-template-tag'
import { wordsOf } from './search-request.js'

const separators = ',;:!?()[]{}<>"\'/\\|\t\n\r'
const spaces = ' '.repeat(separators.length)

/**
 * Every word of the values stands in a folded text, `*` being anything. Words are parted by what is no letter, digit or
 * mark of an address; patterns are made of folded words in code, and every special character is quoted.
 */
export function containsWords(folded: Sql, values: readonly CanonicalValue[]): Sql {
  const words = values.flatMap((value) => wordsOf(String(value)))
  if (words.length === 0) return sql`false`
  const text = sql`(' ' || translate(coalesce(${folded}, ''), ${separators}, ${spaces}) || ' ')`
  return sql`(${join(
    words.map((word) => sql`${text} LIKE ${`% ${likeOf(word)} %`}::text`),
    ' AND ',
  )})`
}

function likeOf(word: string): string {
  return word.replace(/[\\%_]/g, '\\$&').replaceAll('*', '%')
}
