/** The members that are there: an optional member of a parsed body may be undefined, one of ours may only be absent. */
export type Present<T> = { [Member in keyof T]: Exclude<T[Member], undefined> }

export function present<T extends object>(given: T): Present<T> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Present<T>
}
