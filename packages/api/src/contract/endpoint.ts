// An endpoint is data: the router, authentication, the checks of its input and /openapi.json all derive from it.
import type * as z from 'zod'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface Endpoint {
  /** Name of the operation, unique: `createObject`. */
  readonly id: string
  readonly method: Method
  /** Numbered spelling with `:parameters`; other spellings are in `path-families.ts`. */
  readonly path: string
  readonly tag: string
  readonly summary: string
  /** Scopes a restricted token needs; `{type}` stands for the object type of the path. Absent: anybody may ask. */
  readonly scopes?: readonly string[]
  /** Nobody needs to say who they are; the handler gets no caller. */
  readonly public?: true
  /** Only tokens of the instance's owner. */
  readonly ownerOnly?: true
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  /** The body is read by plain code in the route: this schema documents it, but is not run (the hot path). */
  readonly plainBody?: true
  /** The body may also come as `application/x-www-form-urlencoded`. */
  readonly formBody?: true
  /** The body is one text, `text/plain`. */
  readonly textBody?: true
  /** Scripts of any page may use it, without credentials. */
  readonly anyOrigin?: true
  /** Longest body, where it is not the usual two megabytes. */
  readonly mostBytes?: number
  /** Status → shape of the answer; null: no body. */
  readonly answers: Readonly<Record<number, z.ZodType | null>>
}

/** Keeps the exact type of an endpoint, so that its handler is typed from it. */
export function endpoint<const E extends Endpoint>(definition: E): E {
  return definition
}

type ParameterNames<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParameterNames<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never

export type ParamsOf<E extends Endpoint> = Readonly<Record<ParameterNames<E['path']>, string>>
export type QueryOf<E extends Endpoint> = E extends { readonly query: infer Q extends z.ZodType }
  ? z.output<Q>
  : Readonly<Record<never, never>>
export type BodyOf<E extends Endpoint> = E extends { readonly plainBody: true }
  ? unknown
  : E extends { readonly body: infer B extends z.ZodType }
    ? z.output<B>
    : undefined
