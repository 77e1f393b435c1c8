import { main } from './main.js'

// What `start` runs in its child processes.
process.exitCode = await main(process.argv.slice(2))
