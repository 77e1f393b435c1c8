/** Longest name of a file, without its ending: every file system takes it, also in bytes. */
const longest = 60

/** Names that some systems keep for themselves. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/

/**
 * The file of a workflow: its name in lower case, letters and digits of every script kept, everything else a hyphen.
 * One that is `taken`, or says nothing, gets the `mark` (uuid or id) at its end.
 */
export function fileNameOf(
  name: string | null | undefined,
  mark: string,
  taken: ReadonlySet<string>,
): string {
  const words = slug(name ?? '')
  const plain = words === '' || reserved.test(words) ? '' : words
  const candidates = [plain, [plain || 'workflow', slug(mark)].filter(Boolean).join('-')]
  const free = candidates.find((candidate) => candidate !== '' && !taken.has(`${candidate}.json`))
  if (free !== undefined) return `${free}.json`
  for (let nth = 2; ; nth++) {
    const candidate = `${candidates[1]}-${nth}.json`
    if (!taken.has(candidate)) return candidate
  }
}

function slug(text: string): string {
  const words = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
  return [...words]
    .slice(0, longest)
    .join('')
    .replace(/^-+|-+$/g, '')
}
