import { Problem } from '@millrace/model'
import type { Answer } from '../register.js'
import { iso } from './iso.js'

/**
 * The answer to a batch (api.md 2.7): 207 as soon as one input was refused. `context`, `errors` and `links` stand in each
 * error, because api-client reads them without asking.
 */
export function batchAnswer<T>(
  status: 200 | 201,
  startedAt: number,
  outcomes: readonly (T | Problem)[],
  describe: (index: number, problem: Problem) => Readonly<Record<string, unknown>> = () => ({}),
): Answer {
  const results = outcomes.flatMap((outcome) => (outcome instanceof Problem ? [] : [outcome]))
  const errors = outcomes.flatMap((outcome, index) =>
    outcome instanceof Problem ? [{ ...batchError(outcome), ...describe(index, outcome) }] : [],
  )
  return {
    status: errors.length === 0 ? status : 207,
    body: {
      status: 'COMPLETE',
      results,
      startedAt: iso(startedAt),
      completedAt: iso(Date.now()),
      ...(errors.length > 0 && { numErrors: errors.length, errors }),
    },
  }
}

interface BatchBody {
  readonly results: readonly unknown[]
  readonly errors?: readonly unknown[]
}

/** The answers to the parts of one batch as the answer to all of it; where parts answer without a body, the last one. */
export function joinAnswers(parts: readonly Answer[]): Answer {
  const [first, last] = [parts[0], parts.at(-1)]
  if (!first || !last) throw new Error('a batch has at least one part')
  if (last.body === undefined) return last
  const bodies = parts.map(({ body }) => body as BatchBody)
  const errors = bodies.flatMap((body) => body.errors ?? [])
  return {
    ...(parts.find(({ status }) => status === 207) ?? first),
    body: {
      ...last.body,
      results: bodies.flatMap(({ results }) => results),
      ...(errors.length > 0 && { numErrors: errors.length, errors }),
    },
  }
}

function batchError(problem: Problem) {
  return {
    status: 'error',
    category: problem.category,
    subCategory: problem.code,
    message: problem.message,
    context: problem.context,
    errors: problem.details.length > 0 ? problem.details : [problem.toDetail()],
    links: {},
  }
}
