import type { Progress } from './progress.js'

const longestPause = 10_000

interface Outside {
  running: boolean
  /** Somebody woke it while it was running. */
  again: boolean
  failures: number
  timer: NodeJS.Timeout | undefined
}

/** Takes effects beside the slots: one claim an account at a time, and what was claimed is sent beside that again. */
export class DispatchLoop {
  readonly #dispatch: (accountId: number) => Promise<Progress>
  readonly #failed: (error: unknown, accountId: number) => void
  readonly #accounts = new Map<number, Outside>()
  readonly #running = new Set<Promise<void>>()
  #closing = false

  constructor(
    dispatch: (accountId: number) => Promise<Progress>,
    failed: (error: unknown, accountId: number) => void,
  ) {
    this.#dispatch = dispatch
    this.#failed = failed
  }

  wake(accountId: number): void {
    if (this.#closing) return
    const account = this.#account(accountId)
    if (account.running) account.again = true
    else this.#start(accountId, account)
  }

  /** Takes nothing more; resolves when nothing is being claimed. */
  async close(): Promise<void> {
    this.#closing = true
    for (const { timer } of this.#accounts.values()) clearTimeout(timer)
    await Promise.all(this.#running)
  }

  #start(accountId: number, account: Outside): void {
    account.running = true
    const run = this.#run(accountId, account).finally(() => {
      this.#running.delete(run)
      account.running = false
      if (account.again && !this.#closing) {
        account.again = false
        this.wake(accountId)
      }
    })
    this.#running.add(run)
  }

  async #run(accountId: number, account: Outside): Promise<void> {
    try {
      const { more, nextAt } = await this.#dispatch(accountId)
      account.failures = 0
      if (more) account.again = true
      else if (nextAt !== null) this.#wakeIn(accountId, account, nextAt - Date.now())
    } catch (error) {
      account.failures++
      this.#failed(error, accountId)
      const pause = Math.min(longestPause, 100 * 2 ** Math.min(account.failures, 8))
      this.#wakeIn(accountId, account, pause * (0.5 + Math.random() / 2))
    }
  }

  /** One timer an account; the last answer knows best when the next effect is due. */
  #wakeIn(accountId: number, account: Outside, ms: number): void {
    if (this.#closing) return
    clearTimeout(account.timer)
    account.timer = setTimeout(() => this.wake(accountId), Math.min(Math.max(ms, 20), 60_000))
  }

  #account(accountId: number): Outside {
    let account = this.#accounts.get(accountId)
    if (!account) {
      account = { running: false, again: false, failures: 0, timer: undefined }
      this.#accounts.set(accountId, account)
    }
    return account
  }
}
