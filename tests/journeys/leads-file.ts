/** Rows of a CSV file by column, read without any of our own code. */
export function rowsOf(csv: string): Record<string, string>[] {
  const [header = [], ...lines] = linesOf(csv.replace(/^\uFEFF/, ''))
  return lines.map((cells) => Object.fromEntries(header.map((name, i) => [name, cells[i] ?? ''])))
}

function linesOf(csv: string): string[][] {
  const lines: string[][] = []
  let line: string[] = []
  for (const [, quoted, plain = '', end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    line.push(quoted?.replaceAll('""', '"') ?? plain)
    if (end === ',') continue
    if (line.length > 1) lines.push(line)
    line = []
  }
  return lines
}

/** The leads whose source is Google, however spelled, and who came three times or more. */
export function nurtured(rows: readonly Record<string, string>[]): Record<string, string>[] {
  return rows.filter(
    (row) =>
      (row['Lead Source'] ?? '').trim().toLowerCase() === 'google' &&
      (row.TotalVisits ?? '').trim() !== '' &&
      Number(row.TotalVisits) >= 3,
  )
}

/** A file of the shape of the real one, messy where it is messy. */
export function madeUpLeads(columns: readonly string[], count: number): string {
  const pick = (values: readonly string[], n: number) => values[n % values.length] ?? ''
  const cell = (column: string, row: number): string => {
    if (column === 'Prospect ID') return `lead-${row}`
    if (column === 'Lead Source')
      return pick(['Google', 'google', ' Google', 'Bing', '', 'Select', 'Facebook'], row * 5)
    if (column === 'TotalVisits') return pick(['', '0', '2', '3', '4.0', '17', '2.99'], row * 3)
    if (column === 'Total Time Spent on Website') return String((row * 37) % 2_000)
    if (column === 'Lead Number') return String(500_000 + row)
    if (column === 'City') return pick(['Mumbai', '"Thane, ""outer"""', 'Select', ''], row)
    return pick(['No', 'Select', ''], row * 7)
  }
  const lines = Array.from({ length: count }, (_, row) =>
    columns.map((column) => cell(column, row)).join(','),
  )
  return [columns.join(','), ...lines, ''].join('\n')
}
