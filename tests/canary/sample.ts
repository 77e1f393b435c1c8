import type { Endpoint } from '@millrace/api'

interface JsonSchema {
  readonly $ref?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly default?: unknown
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly additionalProperties?: JsonSchema | boolean
  readonly items?: JsonSchema
  readonly required?: readonly string[]
  readonly $defs?: Readonly<Record<string, JsonSchema>>
}

type Schema = NonNullable<Endpoint['body']>

/** A schema as /openapi.json tells it. */
export function jsonSchemaOf(schema: Schema): JsonSchema {
  return schema.toJSONSchema({ io: 'input', unrepresentable: 'any' }) as JsonSchema
}

/** Filters nest: so deep, and then no deeper. */
const deepest = 6

/**
 * A value that a schema takes, or nearly: wherever a text or a number may stand, it is the one given. What a new endpoint
 * asks for is thereby filled in without anybody saying so. With every member, or with none that may be left out.
 */
export function sampleOf(schema: Schema, leaf: string, members: 'all' | 'required'): unknown {
  const root = jsonSchemaOf(schema)
  return walk(root, 0)

  function walk(node: JsonSchema, depth: number): unknown {
    if (node.$ref !== undefined) return walk(resolve(node.$ref), depth + 1)
    if ('const' in node) return node.const
    if (node.enum) return node.enum[0]
    const choice = (node.anyOf ?? node.oneOf ?? node.allOf)?.find(({ type }) => type !== 'null')
    if (choice) return walk(choice, depth)
    switch ([node.type].flat()[0]) {
      case 'object':
        return objectOf(node, depth)
      case 'array':
        return depth > deepest ? [] : [walk(node.items ?? {}, depth + 1)]
      case 'boolean':
        return node.default ?? true
      case 'integer':
      case 'number':
        return /^\d{1,15}$/.test(leaf) ? Number(leaf) : 1
      default:
        return node.format === 'date-time' ? '2026-01-01T00:00:00.000Z' : leaf
    }
  }

  function objectOf(
    { properties = {}, required = [], additionalProperties }: JsonSchema,
    depth: number,
  ): unknown {
    const named = Object.entries(properties)
      .filter(([name]) => members === 'all' || required.includes(name))
      .map(([name, member]) => [name, walk(member, depth + 1)])
    const more =
      typeof additionalProperties === 'object' ? [[leaf, walk(additionalProperties, depth + 1)]] : []
    return Object.fromEntries([...more, ...named])
  }

  function resolve(reference: string): JsonSchema {
    return reference === '#' ? root : (root.$defs?.[reference.replace('#/$defs/', '')] ?? {})
  }
}
