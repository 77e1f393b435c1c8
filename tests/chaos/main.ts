// `npm run chaos -- --minutes 30 --seed 7`: rounds of chaos until the time is over or a round finds something.
import { parseArgs } from 'node:util'
import { plantedDefects } from '@millrace/engine'
import { runRound } from './round.js'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string' },
    planted: { type: 'string' },
    seconds: { type: 'string', default: '30' },
  },
})
const minutes = Number(values.minutes)
const seconds = Number(values.seconds)
const firstSeed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))
if (![minutes, seconds, firstSeed].every(Number.isFinite)) {
  console.error(
    'Usage: npm run chaos -- [--minutes 30] [--seed 7] [--seconds 30 of faults a round] [--planted missing-fence]',
  )
  process.exit(2)
}

const until = Date.now() + minutes * 60_000
let rounds = 0
let failed = 0
while (rounds === 0 || (failed === 0 && Date.now() < until)) {
  const seed = firstSeed + rounds
  rounds++
  console.log(`round ${rounds}, seed ${seed}`)
  const { findings, faults, figures } = await runRound({
    seed,
    warmUpMs: 1_500,
    faultsMs: seconds * 1000,
    paceMs: [200, 1_500],
    drainMs: 120_000,
    existing: 60,
    planted: plantedDefects.find((defect) => defect === values.planted),
  })
  console.log(`  ${JSON.stringify(figures)}`)
  if (findings.length > 0) {
    failed++
    console.log(`  seed ${seed} found:\n${findings.join('\n')}\n  after these faults:\n${faults}`)
  }
}
console.log(
  failed === 0
    ? `${rounds} rounds from seed ${firstSeed}: everything held`
    : `round ${rounds} of seed ${firstSeed} failed; repeat it with --seed ${firstSeed + rounds - 1}`,
)
process.exit(failed === 0 ? 0 : 1)
