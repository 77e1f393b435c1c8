// JSON.parse keeps the last of two equal keys and says nothing; what a caller cannot see must not decide.

/**
 * A key that stands twice in one object of valid JSON `text`, whose parsed value is `value`; undefined when none does.
 * The common case costs one scan: every key has one colon outside strings, so equal counts mean that none was lost.
 */
export function findDuplicateKey(text: string, value: unknown): string | undefined {
  return countColons(text) === countKeys(value) ? undefined : duplicateKeyOf(text)
}

function countColons(text: string): number {
  let count = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x22) at = endOfString(text, at)
    else if (code === 0x3a) count++
  }
  return count
}

/** Index of the quote that closes the string opened at `start`: the next one with an even number of backslashes before. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); ; at = text.indexOf('"', at + 1)) {
    let before = at - 1
    while (text.charCodeAt(before) === 0x5c) before--
    if ((at - before) % 2 === 1) return at
  }
}

/** Recursion is safe: the nesting has been limited before. */
function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  let count = 0
  if (Array.isArray(value)) {
    for (const entry of value) count += countKeys(entry)
    return count
  }
  for (const entry of Object.values(value)) count += 1 + countKeys(entry)
  return count
}

function duplicateKeyOf(text: string): string | undefined {
  const open: Set<string>[] = []
  let last = ''
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (char === '"') {
      const end = endOfString(text, at)
      last = JSON.parse(text.slice(at, end + 1)) as string
      at = end
    } else if (char === '{') open.push(new Set())
    else if (char === '}') open.pop()
    else if (char === ':') {
      const keys = open.at(-1)
      if (keys?.has(last)) return last
      keys?.add(last)
    }
  }
  return undefined
}
