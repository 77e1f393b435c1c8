/** What a shell script can tell from how a command ended. */
export const EXIT = {
  ok: 0,
  failure: 1,
  usage: 2,
  noDatabase: 3,
  interrupted: 130,
} as const

/** A command cannot go on; `message` is a sentence for the person who ran it, `exitCode` one for their script. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure'

  constructor(
    message: string,
    readonly exitCode: number = EXIT.failure,
  ) {
    super(message)
  }
}
