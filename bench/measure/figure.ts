/** One measured claim. `low` to `high` is the spread over the pairs or runs that `value` is the median of. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly low: number
  readonly high: number
  readonly unit: string
  readonly target: Target | null
  readonly note?: string
}

export type Target = { readonly atLeast: number } | { readonly atMost: number }

export function figureOf(
  name: string,
  samples: readonly number[],
  unit: string,
  target: Target | null,
  note?: string,
): Figure {
  const sorted = [...samples].sort((a, b) => a - b)
  return {
    name,
    value: quantile(sorted, 0.5),
    low: sorted[0] ?? Number.NaN,
    high: sorted.at(-1) ?? Number.NaN,
    unit,
    target,
    ...(note === undefined ? {} : { note }),
  }
}

/** The value below which the share `q` of an ascending list lies, interpolated. */
export function quantile(sorted: readonly number[], q: number): number {
  if (sorted.length === 0) return Number.NaN
  const position = (sorted.length - 1) * q
  const below = sorted[Math.floor(position)] as number
  const above = sorted[Math.ceil(position)] as number
  return below + (above - below) * (position - Math.floor(position))
}

/** Short only when the whole interval misses the target: on a shared machine one slow pair proves nothing. */
export function isMet(figure: Figure): boolean {
  if (figure.target === null) return true
  if (Number.isNaN(figure.value)) return false
  return 'atLeast' in figure.target
    ? figure.high >= figure.target.atLeast
    : figure.low <= figure.target.atMost
}

export function targetText(target: Target | null): string {
  if (target === null) return ''
  return 'atLeast' in target ? `>= ${target.atLeast}` : `<= ${target.atMost}`
}
