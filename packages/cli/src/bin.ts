import { main } from './main.js'

// What `start` runs in its child processes. Exiting outright: the channel to the supervisor, or anything a failed start
// left open, would keep the process from ending, and the supervisor waits for its end.
process.exit(await main(process.argv.slice(2)))
