export type Measured = () => Promise<number>

/**
 * Ratios ours ÷ theirs of alternating pairs in one run: both sides meet the same noise. The first pair warms up and
 * does not count; every second pair runs in the other order.
 */
export async function alternate(pairs: number, ours: Measured, theirs: Measured): Promise<Pair[]> {
  const counted: Pair[] = []
  for (let i = 0; i <= pairs; i++) {
    const first = i % 2 === 0 ? ours : theirs
    const second = i % 2 === 0 ? theirs : ours
    const a = await first()
    const b = await second()
    const pair = i % 2 === 0 ? { ours: a, theirs: b } : { ours: b, theirs: a }
    if (i > 0) counted.push(pair)
  }
  return counted
}

export interface Pair {
  readonly ours: number
  readonly theirs: number
}

export const ratios = (pairs: readonly Pair[]): number[] => pairs.map(({ ours, theirs }) => ours / theirs)
