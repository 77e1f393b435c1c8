// A worker with a planted defect, in place of `millrace work`: shows that a round finds what is there to be found.
import { noFaults, plantedDefects, startWorker } from '@millrace/engine'
import { openDatabase } from '@millrace/store'
import { leaseSeconds } from './lease-seconds.js'

const planted = new Set(plantedDefects.filter((defect) => process.argv.includes(defect)))
const url = process.env.DATABASE_URL
if (!url || planted.size === 0) throw new Error('Usage: DATABASE_URL=… planted-worker.ts <defect>')
const log = {
  info() {},
  warn() {},
  error: (fields: object, message: string) =>
    console.error(JSON.stringify({ level: 50, ...fields, message })),
}
const faults = { ...noFaults, planted }
const db = openDatabase({ url, max: 10, applicationName: 'millrace work' })
const worker = await startWorker({
  db,
  settings: { allowedHosts: ['127.0.0.0/8'], limits: { leaseMs: leaseSeconds * 1000 } },
  log,
  faults,
})
process.send?.({ ready: true })
process.once('SIGINT', () => {
  void worker
    .close()
    .then(() => db.close())
    .then(() => process.exit(0))
})
