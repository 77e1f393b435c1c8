export { COMMANDS } from './commands/index.js'
export { describeCommand } from './help.js'
export { main } from './main.js'
export { VARIABLES, type Variable } from './settings.js'
