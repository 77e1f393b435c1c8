import type { Settings } from './settings.js'

/** One option of a command, as `--name` and, with `short`, `-n`. */
export interface Option {
  readonly type: 'string' | 'boolean'
  readonly short?: string
  /** What stands for the value in the help: `--name <placeholder>`. */
  readonly placeholder?: string
  readonly meaning: string
}

export type Options = Readonly<Record<string, Option>>

export type OptionValues<O extends Options> = {
  readonly [Name in keyof O]?: ValueOf<O[Name]['type']>
}

type ValueOf<Type> = Type extends 'string' ? string : boolean

export interface CommandInput<O extends Options> {
  readonly values: OptionValues<O>
  readonly positionals: readonly string[]
  readonly settings: Settings
  readonly output: Output
}

/** Where a command speaks: results to stdout, everything about the way there to stderr. */
export interface Output {
  /** `--json` was given: one JSON object on stdout, nothing else there. */
  readonly json: boolean
  /** A result: as text, or with `--json` as the object. */
  result(text: string, object: object): void
  /** Progress and advice. Silent with `--json`. */
  note(line: string): void
}

/** A command describes itself; help and parsing derive from it. */
export interface Command<O extends Options = Options> {
  /** One or two words, as typed: `accounts create`. */
  readonly name: string
  readonly summary: string
  /** What follows the name: `<file>`. Empty when nothing does. */
  readonly usage: string
  /** More than the summary says, in full sentences. */
  readonly details?: string
  readonly options: O
  readonly examples: readonly string[]
  /** Least and most positional arguments. */
  readonly takes: readonly [number, number]
  /** Returns an exit code of `exit-codes.ts`; throws `CommandFailure` to end with a sentence. */
  run(input: CommandInput<O>): Promise<number>
}

/** Keeps the option names in the types of `values`. */
export function defineCommand<const O extends Options>(command: Command<O>): Command {
  // Methods are bivariant: the parser fills `values` from this very command's options.
  return command as Command
}
