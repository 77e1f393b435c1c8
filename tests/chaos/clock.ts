// Time passes faster for who waits: otherwise a delay of a minute would be a minute of the test.
import type pg from 'pg'

/** How far those who wait are moved towards now, once each: the rest of their minute they really wait. */
export const jumpMs = 57_000

/** Locks nothing that is held: those are moved by the next call. */
export async function jump(admin: pg.Pool): Promise<void> {
  await admin.query(`
    WITH waiting AS (
      SELECT account_id, id FROM enrollments
      WHERE state = 'time' AND due_at > now() + interval '30 s' FOR UPDATE SKIP LOCKED
    ), moved AS (
      UPDATE enrollments e SET
        due_at = due_at - ${jumpMs} * interval '1 ms', waiting_since = waiting_since - ${jumpMs} * interval '1 ms'
      FROM waiting w WHERE e.account_id = w.account_id AND e.id = w.id
      RETURNING e.account_id, e.due_at
    )
    UPDATE account_work SET ready_at = least(ready_at, (SELECT max(due_at) FROM moved))
    WHERE lane = 'timers' AND EXISTS (SELECT FROM moved)`)
  await admin.query(`
    WITH waiting AS (
      SELECT account_id, effect_id FROM outbox
      WHERE state = 'retrying' AND next_at > now() + interval '10 s' FOR UPDATE SKIP LOCKED
    )
    UPDATE outbox o SET next_at = now() + interval '1 s'
    FROM waiting w WHERE o.account_id = w.account_id AND o.effect_id = w.effect_id`)
  await admin.query(`
    WITH free AS (SELECT account_id, lane FROM outbox_lanes FOR UPDATE SKIP LOCKED)
    UPDATE outbox_lanes l SET next_at = least(l.next_at, o.next_at)
    FROM free, (SELECT account_id, lane, min(next_at) AS next_at FROM outbox WHERE state <> 'in_flight' GROUP BY 1, 2) o
    WHERE (l.account_id, l.lane) = (free.account_id, free.lane) AND (l.account_id, l.lane) = (o.account_id, o.lane)
      AND l.next_at > o.next_at`)
}
