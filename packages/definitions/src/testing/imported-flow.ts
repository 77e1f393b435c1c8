import { memoryCatalogue } from '@millrace/actions/testing'
import { importFlow } from '../import/import-flow.js'
import { type ImportReport, importReport } from '../import/import-report.js'
import type { ImportMapping } from '../import/mapping.js'
import type { Flow } from '../workflow/flow.js'
import { type ParsedFlow, parseFlow } from '../workflow/parse-flow.js'

/** The flow that the document becomes; throws the first problem there is. */
export function imported(document: unknown, mapping?: ImportMapping): Flow {
  return flowOf(importFlow(document, mapping))
}

/** The flow as it stands in the document; throws the first problem there is. */
export function read(document: unknown): Flow {
  return flowOf(parseFlow(document))
}

export function reportOf(document: unknown, mapping: ImportMapping = {}): ImportReport {
  return importReport(read(document), imported(document, mapping), mapping, memoryCatalogue)
}

function flowOf(result: ParsedFlow): Flow {
  if (!result.ok) throw result.problems[0]
  return result.flow
}
