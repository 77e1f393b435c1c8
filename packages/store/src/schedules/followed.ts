import type { Definitions } from '../definitions/definitions.js'

/** Whether the stored schedules are known to be those of the definitions; nothing to know where none has a schedule. */
const followed = new WeakMap<Definitions, boolean>()

export function schedulesAreFollowed(definitions: Definitions): boolean {
  const known = followed.get(definitions)
  if (known !== undefined) return known
  const none = ![...definitions.workflows.values()].some(
    ({ compiled }) => compiled.isEnabled && compiled.trigger.kind === 'schedule',
  )
  followed.set(definitions, none)
  return none
}

/** After the commit that made them so. */
export function noteSchedulesFollowed(definitions: Definitions): void {
  followed.set(definitions, true)
}
