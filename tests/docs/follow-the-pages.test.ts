// Every page of the documentation followed from the top: shell blocks are typed into a terminal, programs checked and run.
import { expect, test } from 'vitest'
import { emptyDatabase } from '../journeys/empty-database.js'
import { type Block, pages } from './read-blocks.js'
import { Session } from './session.js'

const runs = ({ language, notRun }: Block) => ['sh', 'ts'].includes(language) && notRun === undefined
const toFollow = pages().filter(({ blocks }) => blocks.some(runs))

test.each(toFollow.map(({ path, blocks }) => [path, blocks] as const))(
  '%s does what it says',
  async (path, blocks) => {
    const database = await emptyDatabase()
    const session = await Session.open(database.url)
    try {
      for (const block of blocks) await follow(session, block, path)
    } finally {
      await session.close()
      await database.drop()
    }
  },
  300_000,
)

async function follow(session: Session, block: Block, path: string): Promise<void> {
  for (const line of block.first) await session.run(line)
  if (block.savedAs !== undefined) await session.save(block.savedAs, block.text)
  if (!runs(block)) return
  // What follows a write is there within a moment, not at once: a reader looks again.
  for (let looks = 1; ; looks++) {
    const printed = await (block.language === 'ts' ? session.runProgram(block.text) : session.run(block.text))
    const missing = block.prints.filter((form) => !new RegExp(form).test(printed))
    if (missing.length === 0) return
    if (looks === 5) expect.fail(`${path}:${block.line} does not print ${missing.join(', ')} but\n${printed}`)
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}
