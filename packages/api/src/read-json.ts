// Bodies from outside: strict JSON, no key twice, no key that reaches a prototype, only text that PostgreSQL can hold.
import { isUtf8 } from 'node:buffer'
import { findUnsafe, Problem } from '@millrace/model'
import { findDuplicateKey } from './find-duplicate-key.js'

/**
 * The value of a JSON body; undefined for an empty one.
 * Problems: INVALID_JSON, FORBIDDEN_KEY (also for a key that occurs twice), INVALID_TEXT, LIMIT_EXCEEDED.
 */
export function readJson(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined
  if (!isUtf8(bytes)) throw new Problem('INVALID_TEXT', 'The body is not valid UTF-8.')
  const text = bytes.toString('utf8')
  const value = parse(text)
  refuseUnsafe(value)
  const twice = findDuplicateKey(text, value)
  if (twice !== undefined) {
    throw new Problem('FORBIDDEN_KEY', `The key "${shown(twice)}" occurs twice in one object.`, {
      field: twice,
    })
  }
  return value
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unreadable'
    throw new Problem('INVALID_JSON', `The body is not valid JSON: ${shown(reason)}`)
  }
}

function refuseUnsafe(value: unknown): void {
  const unsafe = findUnsafe(value)
  if (unsafe === null) return
  const options = { field: shown(unsafe.path) }
  switch (unsafe.reason) {
    case 'FORBIDDEN_KEY':
      throw new Problem('FORBIDDEN_KEY', `The key "${options.field}" is not allowed.`, options)
    case 'ILL_FORMED_TEXT':
      throw new Problem(
        'INVALID_TEXT',
        'Text must not hold a lone surrogate or the character U+0000.',
        options,
      )
    case 'TOO_DEEP':
      throw new Problem('LIMIT_EXCEEDED', 'The body is nested too deep.', options)
  }
}

function shown(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
