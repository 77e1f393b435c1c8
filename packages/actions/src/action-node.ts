// CONTRACT. A node of the flow document, as actions see it.

/** Node kinds of the flow document (api.md 6.1). */
export type NodeKind =
  | 'SINGLE_CONNECTION'
  | 'STATIC_BRANCH'
  | 'LIST_BRANCH'
  | 'AB_TEST_BRANCH'
  | 'CUSTOM_CODE'
  | 'WEBHOOK'

/** A node as it stands in the document, unknown members included. */
export interface ActionNode {
  readonly actionId: string
  readonly type: NodeKind
  readonly actionTypeId?: string
  readonly actionTypeVersion?: number
  readonly fields?: Readonly<Record<string, unknown>>
  readonly [member: string]: unknown
}
