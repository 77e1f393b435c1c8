// What an account has chosen of how its workflows behave.

/** When an account works. Its days are those of the time zone that is asked about. */
export interface BusinessCalendar {
  /** 1 is Monday, 7 is Sunday; at least one. */
  readonly workingDays: ReadonlySet<number>
  /** Days on which nobody works, by their numbers since 1970-01-01. */
  readonly holidays: ReadonlySet<number>
}

export interface AccountSettings {
  /** A-EDR-25: workflows never set a lifecycle stage back; it has to be cleared first. */
  readonly noBackwardLifecycle: boolean
  /** A-DLT-4. */
  readonly businessCalendar: BusinessCalendar
}

export const defaultAccountSettings: AccountSettings = {
  noBackwardLifecycle: false,
  businessCalendar: { workingDays: new Set([1, 2, 3, 4, 5]), holidays: new Set() },
}
