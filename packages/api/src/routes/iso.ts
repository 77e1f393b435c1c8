/** A time as answers tell it, from epoch ms. */
export function iso(at: number): string {
  return new Date(at).toISOString()
}
