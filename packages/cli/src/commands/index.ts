import type { Command } from '../command.js'
import { migrateCommand } from './migrate.js'

/** In the order of the help. A new command is a file beside this one and a line here. */
export const COMMANDS: readonly Command[] = [migrateCommand]
