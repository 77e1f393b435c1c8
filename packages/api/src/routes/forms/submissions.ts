import { Problem, parseId } from '@millrace/model'
import {
  findAccount,
  listSubmissions,
  readForm,
  type Submission,
  type SubmissionPlace,
} from '@millrace/store'
import { forms } from '../../contract/index.js'
import type { Answer, On } from '../../register.js'
import type { Api } from '../api.js'
import { pageOf } from '../cursor.js'
import type { StoredForm } from './form-document.js'
import { readSubmission } from './read-submission.js'
import { inFormShape } from './submission-problem.js'
import { submissionsPerAddress } from './submissions-per-address.js'
import { takeSubmission } from './take-submission.js'

export function submissionRoutes(on: On, api: Api): void {
  const count = submissionsPerAddress()

  on(forms.submit, ({ id, address, params, body }) =>
    inFormShape(id, async () => {
      count(address)
      const accountId = parseId(params.portalId)
      if (accountId === undefined || !(await findAccount(api.db, accountId))) throw unknownForm(params.formId)
      return submit(api, accountId, params.formId, body)
    }),
  )

  on(forms.submitSecurely, ({ id, caller, params, body }) =>
    inFormShape(id, async () => {
      if (parseId(params.portalId) !== caller.accountId) throw unknownForm(params.formId)
      return submit(api, caller.accountId, params.formId, body)
    }),
  )

  on(forms.listSubmissions, ({ caller, params, query }) =>
    api.db.withAccount(caller.accountId, 'read', async (tx) => {
      const form = await readForm(tx, params.formId)
      const { limit } = query
      const after = query.after === undefined ? {} : { after: placeIn(query.after) }
      const found = await listSubmissions(tx, form.id, { limit, ...after })
      const { shown, paging } = pageOf(found, limit, cursorOf)
      return { status: 200, body: { results: shown.map(showSubmission), ...paging } }
    }),
  )
}

async function submit({ db, waker }: Api, accountId: number, formId: string, body: unknown): Promise<Answer> {
  const sent = readSubmission(body)
  const taken = await db.withAccount(accountId, 'shared', (tx) => takeSubmission(tx, formId, sent))
  if (taken.isNew && taken.isRead) waker.wake(accountId, 'interactive')
  return { status: 200, body: answerOf(taken.form) }
}

function answerOf({ document }: StoredForm) {
  const { type, value } = document.configuration.postSubmitAction
  return type === 'redirect_url' ? { redirectUri: value } : { inlineMessage: value }
}

function unknownForm(id: string): Problem {
  return new Problem('FORM_NOT_FOUND', `There is no form ${id.slice(0, 100)}.`, { field: 'formId' })
}

function showSubmission({ id, submittedAt, values, context }: Submission) {
  return {
    conversionId: id,
    submittedAt,
    values,
    ...(context.pageUri !== undefined && { pageUrl: context.pageUri }),
  }
}

function cursorOf({ submittedAt, id }: SubmissionPlace): string {
  return `${submittedAt}.${id}`
}

function placeIn(cursor: string): SubmissionPlace {
  const [, submittedAt, id] = /^(\d{1,15})\.([\w-]{1,100})$/.exec(cursor) ?? []
  if (submittedAt !== undefined && id !== undefined) return { submittedAt: Number(submittedAt), id }
  throw new Problem('INVALID_QUERY', 'This is not a cursor of ours: pass paging.next.after on unchanged.', {
    field: 'after',
  })
}
