import { afterAll, afterEach, beforeEach, expect } from 'vitest'
import { OutboxFixture } from './outbox-fixture.js'

/** The outbox of a test file: a fresh account for each test, and closed when the file's tests are done. */
export async function anOutbox(): Promise<OutboxFixture> {
  const outbox = await OutboxFixture.open()
  afterAll(() => outbox.close())
  beforeEach(() => outbox.reset())
  afterEach(async () => {
    // Whatever a test did, nothing may be left that must not be.
    expect(await outbox.finish()).toEqual([])
  })
  return outbox
}
