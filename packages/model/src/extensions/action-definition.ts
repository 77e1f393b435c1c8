// What an app can do in a workflow, as it registered it (api.md 8.3).

/** A field of an action: what a workflow fills in, or what it gives back. */
export interface ActionFieldType {
  readonly name: string
  /** `string`, `number`, `bool`, `enumeration`, `date`, `datetime` … */
  readonly type: string
}

export interface ActionDefinition {
  readonly id: number
  readonly appId: number
  readonly revisionId: number
  readonly actionUrl: string
  readonly published: boolean
  /** Object types it may be used with, in any spelling; none: all. */
  readonly objectTypes: readonly string[]
  readonly inputFields: readonly { readonly isRequired: boolean; readonly typeDefinition: ActionFieldType }[]
  readonly outputFields?: readonly { readonly typeDefinition: ActionFieldType }[]
  readonly objectRequestOptions?: { readonly properties: readonly string[] }
  /** By language; `en` is always there. */
  readonly labels: Readonly<Record<string, ActionLabels>>
}

export interface ActionLabels {
  readonly actionName: string
  readonly actionDescription?: string
}

/** In flows an action of an app is the type `1-<id of its definition>`. */
export function actionTypeIdOf(definitionId: number): string {
  return `1-${definitionId}`
}
