/** What `POST /millrace/v1/workflows/import` answers, as far as it is told. */
export interface ImportAnswer {
  readonly results: readonly {
    readonly id?: string
    readonly name: string | null
    readonly references: readonly {
      readonly kind: string
      readonly id: string
      readonly to: string | null
      readonly fields: readonly string[]
    }[]
    readonly notExecuted: readonly Finding[]
    readonly warnings: readonly Finding[]
    readonly problems: readonly Finding[]
    readonly canBeTurnedOn: boolean
  }[]
  readonly mapping: Readonly<Record<string, Readonly<Record<string, string | null>>>>
}

interface Finding {
  readonly message: string
  readonly in?: string
}

/** The report as a person reads it. */
export function describeImport({ results }: ImportAnswer): string {
  return results.map(describeOne).join('\n\n')
}

function describeOne(report: ImportAnswer['results'][number]): string {
  const { id, name, references, notExecuted, warnings, problems, canBeTurnedOn } = report
  const missing = references.filter(({ to }) => to === null)
  return [
    `${name ?? 'A workflow without a name'}${id === undefined ? '' : `, imported as workflow ${id}, off`}`,
    ...section(
      'To be mapped',
      missing.map((each) => `${each.kind} ${each.id}  (${each.fields.join(', ')})`),
    ),
    ...section('Kept, but not executed', notExecuted.map(described)),
    ...section('Doubtful', warnings.map(described)),
    ...section('To be put right', problems.map(described)),
    canBeTurnedOn ? '  It can be turned on.' : '  It cannot be turned on yet.',
  ].join('\n')
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`  ${title}:`, ...lines.map((line) => `    ${line}`)]
}

function described({ message, in: field }: Finding): string {
  return field === undefined ? message : `${message}  (${field})`
}
