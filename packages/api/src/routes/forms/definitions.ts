import { isWritable, Problem } from '@millrace/model'
import { createForm, type Definitions, definitionsOf, listForms, readForm, updateForm } from '@millrace/store'
import { forms } from '../../contract/index.js'
import type { On } from '../../register.js'
import { writeOnce } from '../../write-once.js'
import type { Api } from '../api.js'
import { pageOf, readCursor } from '../cursor.js'
import { present } from '../present.js'
import { type FormDocument, fieldsOf, type NewForm, showForm } from './form-document.js'

export function formDefinitionRoutes(on: On, { db }: Api): void {
  on(forms.list, ({ caller, query }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const { archived, limit, formTypes } = query
      const after = readCursor(query.after)
      const wanted = formTypes === undefined || formTypes.some((type) => ['hubspot', 'all'].includes(type))
      const found = wanted ? await listForms<FormDocument>(tx, { after, limit, archived }) : []
      const { shown, paging } = pageOf(found, limit, ({ number }) => number)
      return { status: 200, body: { results: shown.map(showForm), ...paging } }
    }),
  )

  on(forms.read, ({ caller, params, query }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => ({
      status: 200,
      body: showForm(await readForm<FormDocument>(tx, params.formId, query)),
    })),
  )

  on(forms.create, (call) =>
    writeOnce(db, call, async (tx) => {
      const { name, formType, ...document } = checked(await definitionsOf(tx), call.body)
      return { status: 201, body: showForm(await createForm(tx, { name, formType, document })) }
    }),
  )

  on(forms.replace, (call) =>
    writeOnce(db, call, async (tx) => {
      const { id } = await readForm(tx, call.params.formId, { lock: true })
      const { name, formType: _, ...document } = checked(await definitionsOf(tx), call.body)
      return { status: 200, body: showForm(await updateForm(tx, id, { name, document, archived: false })) }
    }),
  )

  on(forms.update, (call) =>
    writeOnce(db, call, async (tx) => {
      const current = await readForm<FormDocument>(tx, call.params.formId, { lock: true })
      const { name = current.name, archived = false, ...parts } = present(call.body)
      const document = checked(await definitionsOf(tx), { ...current.document, ...parts })
      return { status: 200, body: showForm(await updateForm(tx, current.id, { name, document, archived })) }
    }),
  )

  on(forms.archive, (call) =>
    writeOnce(db, call, async (tx) => {
      const { id, name, document } = await readForm(tx, call.params.formId, { lock: true })
      await updateForm(tx, id, { name, document, archived: true })
      return { status: 204 }
    }),
  )
}

/** Fields write properties, so those must be there and for writing; each at most once in a form. */
function checked<F extends Pick<NewForm, 'fieldGroups'>>(definitions: Definitions, form: F): F {
  const seen = new Set<string>()
  for (const { name, objectTypeId } of fieldsOf(form)) {
    const property = definitions.property(objectTypeId, name)
    if (!property || property.archivedAt !== null)
      throw refused('PROPERTY_DOESNT_EXIST', name, `Property "${name}" does not exist.`)
    if (!isWritable(property)) throw refused('READ_ONLY_VALUE', name, `Property "${name}" is read only.`)
    if (seen.has(name)) throw refused('INVALID_BODY', name, `The form has the field "${name}" twice.`)
    seen.add(name)
  }
  return form
}

function refused(
  code: 'PROPERTY_DOESNT_EXIST' | 'READ_ONLY_VALUE' | 'INVALID_BODY',
  name: string,
  sentence: string,
): Problem {
  return new Problem(code, sentence, { field: 'fieldGroups', context: { propertyName: [name] } })
}
