// Random values from the JSON Schema of what an endpoint takes: mostly what it says, with noise where it says nothing.

/** As zod describes its schemas; only what it writes is read. */
export interface JsonSchema {
  readonly type?: string
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: JsonSchema | boolean
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, JsonSchema>>
}

/** One of several, each as likely. */
export type Pick = <T>(from: readonly T[]) => T

export interface Chance {
  random(): number
  readonly pick: Pick
  /** A text for a member of this name: an id that exists, a name, or nothing of the kind. */
  text(name: string): string
  noise(): unknown
}

const deepest = 6

export function fromSchema(schema: JsonSchema, chance: Chance): unknown {
  return value(schema, '', 0)

  function value(part: JsonSchema, name: string, depth: number): unknown {
    if (part.$ref !== undefined) return value(resolved(schema, part.$ref), name, depth + 1)
    if (part.const !== undefined) return part.const
    if (part.enum) return chance.pick(part.enum)
    const choice = part.anyOf ?? part.oneOf
    if (choice) return value(chance.pick(choice), name, depth)
    if (part.allOf) return Object.assign({}, ...part.allOf.map((each) => value(each, name, depth)))
    switch (part.type) {
      case 'object':
        return object(part, depth)
      case 'array':
        return array(part, name, depth)
      case 'string':
        return part.format === 'date-time' ? '2026-05-01T00:00:00.000Z' : chance.text(name)
      case 'integer':
      case 'number':
        return number(part)
      case 'boolean':
        return chance.random() < 0.5
      case 'null':
        return null
      default:
        return chance.random() < 0.5 ? chance.text(name) : chance.noise()
    }
  }

  function object({ properties = {}, required = [], additionalProperties }: JsonSchema, depth: number) {
    const members: [string, unknown][] = []
    for (const [name, part] of Object.entries(properties)) {
      const needed = required.includes(name)
      if (needed ? chance.random() < 0.98 : depth < deepest && chance.random() < 0.4)
        members.push([name, value(part, name, depth + 1)])
    }
    if (typeof additionalProperties === 'object' && depth < deepest) {
      for (let more = Math.floor(chance.random() * 3); more > 0; more--)
        members.push([chance.text('name'), value(additionalProperties, 'value', depth + 1)])
    }
    return Object.fromEntries(members)
  }

  function array({ items = {} }: JsonSchema, name: string, depth: number): unknown[] {
    const length = depth > deepest ? 0 : Math.floor(chance.random() ** 2 * 4)
    return Array.from({ length }, () => value(items, name, depth + 1))
  }

  function number({ type, minimum = -10, maximum = 1_000 }: JsonSchema): number {
    const span = Math.min(maximum, minimum + 10_000) - minimum
    const given = minimum + chance.random() * span
    if (chance.random() < 0.1) return chance.pick([0, -1, 2 ** 31, 2 ** 53, 0.5, 1e300])
    return type === 'integer' ? Math.floor(given) : given
  }
}

function resolved(root: JsonSchema, reference: string): JsonSchema {
  if (reference === '#') return root
  const part = root.$defs?.[reference.replace('#/$defs/', '')]
  if (!part) throw new Error(`${reference} leads nowhere`)
  return part
}
