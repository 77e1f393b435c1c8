export interface Refusal {
  readonly code: number
  readonly body: Record<string, unknown>
}

/** Code and body of what the client throws. */
export async function refusal(call: Promise<unknown>): Promise<Refusal> {
  return call.then(
    () => {
      throw new Error('it was not refused')
    },
    (error: Refusal) => error,
  )
}
