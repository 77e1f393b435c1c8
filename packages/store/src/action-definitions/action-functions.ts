import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

/** Source that rewrites a request or an answer of an action (A-INT-19): kept, not executed. */
export interface ActionFunction {
  readonly functionType: string
  /** The input field whose options it fetches; empty where it is for the whole action. */
  readonly functionId: string
  readonly source: string
}

export function listActionFunctions(tx: Transaction, definitionId: number): Promise<ActionFunction[]> {
  return tx.query<ActionFunction>(
    sql`SELECT function_type AS "functionType", function_id AS "functionId", source FROM action_functions
      WHERE account_id = ${tx.accountId} AND definition_id = ${definitionId}
      ORDER BY function_type, function_id`,
    'action-functions.list',
  )
}

/** Replaces the one of its type and id, or adds it. */
export async function putActionFunction(
  tx: Transaction,
  definitionId: number,
  { functionType, functionId, source }: ActionFunction,
): Promise<void> {
  await tx.execute(sql`
    INSERT INTO action_functions (account_id, definition_id, function_type, function_id, source)
    VALUES (${tx.accountId}, ${definitionId}, ${functionType}, ${functionId}, ${source})
    ON CONFLICT (account_id, definition_id, function_type, function_id) DO UPDATE SET source = excluded.source`)
}

export async function deleteActionFunction(
  tx: Transaction,
  definitionId: number,
  functionType: string,
  functionId: string,
): Promise<void> {
  await tx.execute(sql`
    DELETE FROM action_functions
    WHERE account_id = ${tx.accountId} AND definition_id = ${definitionId} AND function_type = ${functionType}
      AND function_id = ${functionId}`)
}
