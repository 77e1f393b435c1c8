import type { Form } from '@millrace/store'
import type { forms } from '../../contract/index.js'
import type { Call } from '../../register.js'
import { iso } from '../iso.js'

export type NewForm = Call<typeof forms.create>['body']
/** What a form is besides its name. */
export type FormDocument = Omit<NewForm, 'name' | 'formType'>
export type StoredForm = Form<FormDocument>
export type FormField = FormDocument['fieldGroups'][number]['fields'][number]
export type AnyFormField = FormField | FormField['dependentFields'][number]['dependentField']

/** Every field of a form; one that depends on another is never required: whether it was seen is not known here. */
export function fieldsOf({ fieldGroups }: Pick<FormDocument, 'fieldGroups'>): readonly AnyFormField[] {
  return fieldGroups.flatMap(({ fields }) =>
    fields.flatMap((field): AnyFormField[] => [
      field,
      ...field.dependentFields.map(({ dependentField }) => ({ ...dependentField, required: false })),
    ]),
  )
}

export function showForm({ id, name, document, createdAt, updatedAt, archivedAt }: StoredForm) {
  return {
    id,
    formType: 'hubspot',
    name,
    ...document,
    archived: archivedAt !== null,
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
    ...(archivedAt !== null && { archivedAt: iso(archivedAt) }),
  }
}
