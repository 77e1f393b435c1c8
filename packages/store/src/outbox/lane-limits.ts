// Lanes are hosts, or what is mailed through the operator's own server: how much of each may leave.
import sql, { type Sql } from 'sql-template-tag'

export interface LaneLimits {
  /** Rows of one host's lane that may be in flight at once, over all workers. */
  readonly mostInFlight: number
  /** A-WHK-20, A-WHK-21: requests a second to one host; as many may leave together. */
  readonly perSecond: number
  /** The same for a lane of e-mail. */
  readonly mostMailsInFlight: number
  readonly mailsPerSecond: number
}

/** No host has an @ in its name. */
const mailLane = '@smtp'

export function isMailLane(lane: string): boolean {
  return lane.endsWith(mailLane)
}

/** The greatest `in_flight` of the lane in this row, as SQL. */
export function inFlightLimit({ mostInFlight, mostMailsInFlight }: LaneLimits): Sql {
  return sql`CASE WHEN right(lane, ${mailLane.length}) = ${mailLane} THEN ${mostMailsInFlight}::int ELSE ${mostInFlight}::int END`
}
