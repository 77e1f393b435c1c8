import type { Command } from '../command.js'
import { accountsCreateCommand } from './accounts-create.js'
import { accountsListCommand } from './accounts-list.js'
import { backupCommand } from './backup.js'
import { importCommand } from './import.js'
import { migrateCommand } from './migrate.js'
import { restoreCommand } from './restore.js'
import { serveCommand } from './serve.js'
import { startCommand } from './start.js'
import { tokensCreateCommand } from './tokens-create.js'
import { tokensListCommand } from './tokens-list.js'
import { tokensRevokeCommand } from './tokens-revoke.js'
import { workCommand } from './work.js'
import { workflowsDiffCommand } from './workflows-diff.js'
import { workflowsImportCommand } from './workflows-import.js'
import { workflowsPullCommand } from './workflows-pull.js'
import { workflowsPushCommand } from './workflows-push.js'

/** In the order of the help. A new command is a file beside this one and a line here. */
export const COMMANDS: readonly Command[] = [
  startCommand,
  serveCommand,
  workCommand,
  migrateCommand,
  backupCommand,
  restoreCommand,
  importCommand,
  workflowsPullCommand,
  workflowsDiffCommand,
  workflowsPushCommand,
  workflowsImportCommand,
  accountsCreateCommand,
  accountsListCommand,
  tokensCreateCommand,
  tokensListCommand,
  tokensRevokeCommand,
]
