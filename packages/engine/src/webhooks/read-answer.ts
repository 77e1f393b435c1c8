import type { Readable } from 'node:stream'

export interface AnswerBody {
  readonly text: string
  /** More came than was read (A-WHK-13): not to be parsed. */
  readonly cut: boolean
}

/** Reads an answer as it streams in and hangs up at the limit. Nothing is inflated, so nothing can explode. */
export async function readAnswer(body: Readable, limit: number): Promise<AnswerBody> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    if (length > limit) {
      body.destroy()
      return { text: Buffer.concat(chunks).subarray(0, limit).toString('utf8'), cut: true }
    }
  }
  return { text: Buffer.concat(chunks).toString('utf8'), cut: false }
}
