/** The embedded server cannot do what was asked; `message` is a sentence for the person who started it. */
export class EmbeddedServerError extends Error {
  override readonly name = 'EmbeddedServerError'
}
