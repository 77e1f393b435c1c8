// Every mistake of engine.md 8, planted on purpose: the same story ends well without it, and is seen to end badly with it.
import { type PlantedDefect, plantedDefects } from '@millrace/engine'
import { OutboxFixture } from '@millrace/engine/testing'
import { type TestDatabase, testDatabase } from '@millrace/store/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Races } from './races.js'
import { evaluatorStories } from './stories-of-evaluators.js'
import { outboxStories } from './stories-of-the-outbox.js'
import { waveStories } from './stories-of-waves.js'
import type { Ending, Story } from './story.js'

let database: TestDatabase
let outbox: OutboxFixture
let races: Races
beforeAll(async () => {
  database = await testDatabase()
  races = await Races.open(database.db)
  outbox = await OutboxFixture.open()
})
afterAll(async () => {
  await outbox.close()
  await database.close()
})

/** Complete by its type: a defect without a story does not compile. */
const stories: Readonly<Record<PlantedDefect, Story>> = {
  ...evaluatorStories,
  ...waveStories,
  ...outboxStories,
}

async function endingOf(story: Story, planted: readonly PlantedDefect[]): Promise<Ending> {
  await outbox.reset()
  return story({ db: database.db, races, outbox, planted })
}

/** How the server, and whoever waits for the work to end, say that something is wrong. */
const complaint = /deadlock detected|this never ends/

/** Whatever a story shows of a defect: a wrong end, something the auditor finds, a deadlock, work that never ends. */
async function isSeen(story: Story, defect: PlantedDefect): Promise<boolean> {
  try {
    const { found, wanted, findings } = await endingOf(story, [defect])
    return JSON.stringify(found) !== JSON.stringify(wanted) || findings.length > 0
  } catch (error) {
    if (error instanceof Error && complaint.test(error.message)) return true
    throw error
  }
}

test.each(plantedDefects)('%s: the story ends well without it, and badly with it', async (defect) => {
  const sound = await endingOf(stories[defect], [])
  expect(sound.found).toEqual(sound.wanted)
  expect(sound.findings).toEqual([])
  expect(await isSeen(stories[defect], defect)).toBe(true)
})
