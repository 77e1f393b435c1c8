import type { ImportReport } from './import-file.js'

interface Told {
  readonly path: string
  readonly objectType: string
  readonly seconds: number
  readonly rejects: string | undefined
}

const count = (n: number) => n.toLocaleString('en-US')

/** What an import did, as text for a person and as an object for `--json`. */
export function describeImport(report: ImportReport, told: Told): { text: string; object: object } {
  const { made, firstRejected, ignored, ...counts } = report
  return {
    text: [headline(report, told), ...madeLines(report), ...rejectedLines(report, told)].join('\n'),
    object: {
      ...counts,
      importId: report.importId === null ? null : String(report.importId),
      seconds: Math.round(told.seconds * 10) / 10,
      propertiesMade: made.map(({ name, label, type, options = [] }) => ({
        name,
        label,
        type,
        options: options.map(({ value }) => value),
      })),
      ignoredColumns: ignored,
      firstRejected,
    },
  }
}

function headline(report: ImportReport, { path, objectType, seconds }: Told): string {
  const { importId, rows, created, updated, unchanged, rejected } = report
  if (importId === null)
    return `${count(rows - rejected)} of ${count(rows)} rows of ${path} would be imported, ${count(rejected)} rejected. Nothing was changed.`
  return `${objectType} from ${path}: ${count(created)} created, ${count(updated)} updated, ${count(unchanged)} unchanged, ${count(rejected)} rejected, in ${seconds.toFixed(1)} s.`
}

function madeLines({ importId, made, ignored }: ImportReport): string[] {
  const lines = made.map(({ name, label, type, options = [] }) => {
    const choices = options.length === 0 ? '' : `, ${options.length} options`
    return `  ${name}  ${label} (${type}${choices})`
  })
  if (lines.length > 0) lines.unshift(importId === null ? 'Properties to be made:' : 'Properties made:')
  if (ignored.length > 0) lines.push(`Columns left out: ${ignored.join(', ')}.`)
  return lines
}

function rejectedLines({ firstRejected, rejected }: ImportReport, { rejects }: Told): string[] {
  const lines = firstRejected.map(({ line, reason }) => `  line ${line}: ${reason}`)
  if (lines.length > 0) lines.unshift('Rejected rows:')
  if (rejected > firstRejected.length) lines.push(`  … and ${count(rejected - firstRejected.length)} more.`)
  if (rejected > 0)
    lines.push(rejects ? `All of them are in ${rejects}.` : '`--rejects <csv>` keeps all of them.')
  return lines
}
