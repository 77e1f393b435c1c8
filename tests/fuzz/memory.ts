// What answers have shown so far: ids and names to ask for next, so that requests reach what earlier ones made.

const mostRemembered = 200
const memorable = /^(id|name|.*Id|.*Name|uuid|email|value|objectTypeId|revisionId)$/
/** What paths name things by. */
const naming = /^(id|name|fullyQualifiedName|.*Id)$/

export class Memory {
  readonly #byMember = new Map<string, string[]>()
  readonly #byTag = new Map<string, string[]>()

  /** Remembers every id and name of an answer, by the member it stood in and by the kind of resource. */
  remember(tag: string, answer: unknown): void {
    if (Array.isArray(answer)) for (const entry of answer) this.remember(tag, entry)
    if (typeof answer !== 'object' || answer === null) return
    for (const [name, value] of Object.entries(answer)) {
      if (typeof value === 'object') this.remember(tag, value)
      else if ((typeof value === 'string' || typeof value === 'number') && memorable.test(name)) {
        keep(this.#byMember, name, String(value))
        if (naming.test(name)) keep(this.#byTag, tag, String(value))
      }
    }
  }

  /** Texts seen in a member of this name, or of this kind of resource. */
  of(kind: 'member' | 'tag', key: string): readonly string[] {
    return (kind === 'member' ? this.#byMember : this.#byTag).get(key) ?? []
  }
}

function keep(pool: Map<string, string[]>, key: string, text: string): void {
  const texts = pool.get(key) ?? []
  pool.set(key, texts)
  if (text.length > 500 || texts.includes(text)) return
  texts.push(text)
  if (texts.length > mostRemembered) texts.shift()
}
