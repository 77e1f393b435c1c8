import sql from 'sql-template-tag'
import type { Database } from '../database.js'

/** A digest of everything an account's requests can change: equal before and after a request that changed nothing. */
export async function fingerprint(db: Database, accountId: number): Promise<string> {
  const [row] = await db.withAccount(accountId, 'read', (tx) =>
    tx.query<{ print: string }>(sql`
      SELECT md5(concat(
        (SELECT string_agg(r::text, ',' ORDER BY id) FROM records r),
        (SELECT string_agg(c::text, ',' ORDER BY record_id) FROM cold_values c),
        (SELECT string_agg(c::text, ',' ORDER BY record_id, version) FROM changes c),
        (SELECT string_agg(p::text, ',' ORDER BY record_id, version) FROM pending_changes p),
        (SELECT string_agg(k::text, ',' ORDER BY record_id, property_id, key) FROM record_keys k),
        (SELECT string_agg(a::text, ',' ORDER BY from_id, to_id, type_id) FROM associations a),
        (SELECT string_agg(w::text, ',' ORDER BY id) FROM workflows w),
        (SELECT string_agg(v::text, ',' ORDER BY workflow_id, revision_id) FROM workflow_revisions v),
        (SELECT string_agg(o::text, ',' ORDER BY id) FROM object_types o),
        (SELECT string_agg(t::text, ',' ORDER BY type_id, from_object_type_id, to_object_type_id) FROM association_types t),
        (SELECT string_agg(p::text, ',' ORDER BY id) FROM properties p),
        (SELECT string_agg(g::text, ',' ORDER BY object_type_id, name) FROM property_groups g),
        (SELECT string_agg(u::text, ',' ORDER BY id) FROM users u),
        (SELECT string_agg(t::text, ',' ORDER BY id) FROM teams t),
        (SELECT string_agg(m::text, ',' ORDER BY team_id, user_id) FROM team_members m),
        (SELECT string_agg(p::text, ',' ORDER BY object_type_id, id) FROM pipelines p),
        (SELECT string_agg(s::text, ',' ORDER BY object_type_id, id) FROM pipeline_stages s),
        (SELECT string_agg(a::text, ',' ORDER BY id) FROM pipeline_audits a),
        (SELECT string_agg(e::text, ',' ORDER BY id) FROM enrollments e),
        (SELECT string_agg(p::text, ',' ORDER BY id) FROM publications p))) AS print`),
  )
  return row?.print ?? ''
}
