// CONTRACT. One catalogue of everything that can be wrong: a code, a status, a category, a sentence, a field.

/** Categories of the wire's error body (api.md 2.2). */
export type ProblemCategory =
  | 'VALIDATION_ERROR'
  | 'INVALID_AUTHENTICATION'
  | 'EXPIRED_AUTHENTICATION'
  | 'MISSING_SCOPES'
  | 'OBJECT_NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'CONFLICT'
  | 'REQUEST_ENTITY_TOO_LARGE'
  | 'LOCKED'
  | 'RATE_LIMITS'
  | 'INTERNAL'

interface Entry {
  readonly status: number
  readonly category: ProblemCategory
}

const invalid = { status: 400, category: 'VALIDATION_ERROR' } as const
const unprocessable = { status: 422, category: 'VALIDATION_ERROR' } as const
const missing = { status: 404, category: 'OBJECT_NOT_FOUND' } as const
const conflict = { status: 409, category: 'CONFLICT' } as const

/** The catalogue. The code is stable and documented; the sentence is made where the problem is met. */
export const problemCatalogue = {
  // Requests
  INVALID_JSON: invalid,
  INVALID_BODY: invalid,
  INVALID_QUERY: invalid,
  INVALID_PATH: invalid,
  INVALID_TEXT: invalid,
  FORBIDDEN_KEY: invalid,
  BODY_TOO_LARGE: { status: 413, category: 'REQUEST_ENTITY_TOO_LARGE' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, category: 'VALIDATION_ERROR' },
  METHOD_NOT_ALLOWED: { status: 405, category: 'METHOD_NOT_ALLOWED' },
  ROUTE_NOT_FOUND: missing,
  LIMIT_EXCEEDED: invalid,
  IDEMPOTENCY_KEY_REUSED: conflict,
  INTERNAL: { status: 500, category: 'INTERNAL' },
  UNAVAILABLE: { status: 503, category: 'INTERNAL' },
  RATE_LIMITED: { status: 429, category: 'RATE_LIMITS' },
  // Who asks
  NOT_AUTHENTICATED: { status: 401, category: 'INVALID_AUTHENTICATION' },
  TOKEN_EXPIRED: { status: 401, category: 'EXPIRED_AUTHENTICATION' },
  MISSING_SCOPES: { status: 403, category: 'MISSING_SCOPES' },
  TOKEN_NOT_FOUND: missing,
  APP_NOT_FOUND: missing,
  OAUTH_CLIENT_INVALID: invalid,
  OAUTH_GRANT_INVALID: invalid,
  OAUTH_REQUEST_INVALID: invalid,
  // People
  USER_NOT_FOUND: missing,
  USER_EXISTS: conflict,
  LAST_ADMIN: conflict,
  TEAM_NOT_FOUND: missing,
  TEAM_EXISTS: conflict,
  OWNER_NOT_FOUND: missing,
  // Pipelines
  PIPELINE_NOT_FOUND: missing,
  STAGE_NOT_FOUND: missing,
  PIPELINE_EXISTS: conflict,
  STAGE_IN_USE: invalid,
  // Records and properties
  RECORD_NOT_FOUND: missing,
  MERGE_INVALID: invalid,
  OBJECT_TYPE_NOT_FOUND: missing,
  OBJECT_TYPE_EXISTS: conflict,
  OBJECT_TYPE_IN_USE: conflict,
  PROPERTY_NOT_FOUND: missing,
  PROPERTY_DOESNT_EXIST: invalid,
  PROPERTY_EXISTS: conflict,
  PROPERTY_IN_USE: conflict,
  PROPERTY_GROUP_IN_USE: conflict,
  READ_ONLY_VALUE: invalid,
  INVALID_OPTION: invalid,
  INVALID_INTEGER: invalid,
  INVALID_NUMBER: invalid,
  INVALID_BOOLEAN: invalid,
  INVALID_DATE: invalid,
  VALUE_TOO_LONG: invalid,
  UNIQUE_VALUE_TAKEN: conflict,
  ASSOCIATION_TYPE_NOT_FOUND: invalid,
  ASSOCIATION_LIMIT: invalid,
  SELF_ASSOCIATION: invalid,
  LABEL_NOT_FOUND: missing,
  LABEL_EXISTS: conflict,
  LABEL_IN_USE: conflict,
  LIST_NOT_FOUND: missing,
  LIST_EXISTS: conflict,
  LIST_IN_USE: conflict,
  LIST_NOT_STATIC: invalid,
  LIST_CYCLE: invalid,
  EVENT_TYPE_NOT_FOUND: missing,
  EVENT_TYPE_EXISTS: conflict,
  FORM_NOT_FOUND: missing,
  SUBMISSION_REFUSED: invalid,
  ACCOUNT_NOT_FOUND: missing,
  // Filters
  FILTER_INVALID: invalid,
  FILTER_UNSUPPORTED: invalid,
  FILTER_TOO_DEEP: invalid,
  FILTER_TOO_MANY: invalid,
  FILTER_OPERATOR_MISMATCH: invalid,
  // Workflows
  WORKFLOW_NOT_FOUND: missing,
  REVISION_NOT_FOUND: missing,
  ENROLLMENT_NOT_FOUND: missing,
  WORKFLOW_INVALID: invalid,
  WORKFLOW_BLOCKED: unprocessable,
  ACTION_NOT_FOUND: missing,
  CALLBACK_NOT_FOUND: missing,
  SECRET_NOT_FOUND: missing,
  STALE_REVISION: conflict,
  CONFIRMATION_REQUIRED: unprocessable,
  WORKFLOW_OFF: conflict,
  NOT_ENROLLED: conflict,
  DANGLING_EDGE: invalid,
  CYCLE_WITHOUT_WAIT: invalid,
  UNREACHABLE_ACTION: invalid,
  UNSUPPORTED_ACTION: invalid,
  MISSING_FIELD: invalid,
  DUPLICATE_ACTION_ID: invalid,
  REFERENCE_UNMAPPED: invalid,
  // E-mail and what people are told
  EMAIL_NOT_FOUND: missing,
  EMAIL_INVALID: unprocessable,
  EMAIL_NOT_SENDABLE: conflict,
  SUBSCRIPTION_NOT_FOUND: missing,
  OPTED_OUT: conflict,
  NOTIFICATION_NOT_FOUND: missing,
  LINK_INVALID: missing,
  // Issues
  ISSUE_NOT_FOUND: missing,
  ISSUE_RESOLVED: conflict,
  ISSUE_NOT_RESOLVABLE: conflict,
  // Imports
  CSV_INVALID: invalid,
  CSV_ENCODING: invalid,
  MAPPING_INVALID: invalid,
  IMPORT_ROW_INVALID: invalid,
  // Outside
  ADDRESS_REFUSED: invalid,
  SETTING_INVALID: invalid,
} as const satisfies Record<string, Entry>

export type ProblemCode = keyof typeof problemCatalogue

export interface ProblemDetail {
  readonly message: string
  readonly code?: string
  /** Path of the field concerned, for example `actions[2].connection.nextActionId`. */
  readonly in?: string
  readonly context?: Readonly<Record<string, readonly string[]>>
}

export interface ProblemOptions {
  readonly field?: string
  readonly details?: readonly ProblemDetail[]
  readonly context?: Readonly<Record<string, readonly string[]>>
  readonly cause?: unknown
}

/** A refusal with its reason. Thrown at the edge, carried as a value inside. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  readonly field: string | undefined
  readonly details: readonly ProblemDetail[]
  readonly context: Readonly<Record<string, readonly string[]>>

  constructor(code: ProblemCode, message: string, options: ProblemOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.field = options.field
    this.details = options.details ?? []
    this.context = options.context ?? {}
  }

  get status(): number {
    return problemCatalogue[this.code].status
  }

  get category(): ProblemCategory {
    return problemCatalogue[this.code].category
  }

  /** The problem as one entry of an `errors[]` list (api.md 2.2). */
  toDetail(): ProblemDetail {
    return {
      message: this.message,
      code: this.code,
      ...(this.field === undefined ? {} : { in: this.field }),
      ...(Object.keys(this.context).length === 0 ? {} : { context: this.context }),
    }
  }
}

/** A refusal as a value, where one must not stop the others; surprises go on. */
export function refusalOf<T>(work: () => T): T | Problem {
  try {
    return work()
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}
