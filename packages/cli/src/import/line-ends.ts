// Lines as spreadsheets see them: CRLF, LF and a lone CR each end one, also side by side in one file (decision 23).

/** A run of quoted cells, or the end of a line outside of them. A cell that begins with a quotation mark is quoted. */
const quotedOrEnd = /(?<![^,\r\n])(?:"[^"]*(?:"|$),?)+|\r\n?/g

/** `rows`, from where one begins: each ends in LF then. What stands in quotation marks is data and stays as it is. */
export function endingInLf(rows: string): string {
  if (!rows.includes('\r')) return rows
  // Half the time of a regular expression, on the commonest of files.
  if (!rows.includes('"')) return rows.split('\r\n').join('\n').split('\r').join('\n')
  return rows.replace(quotedOrEnd, (found) => (found.startsWith('"') ? found : '\n'))
}

export function countLineEnds(text: string): number {
  let ends = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) ends++
  for (let at = text.indexOf('\r'); at >= 0; at = text.indexOf('\r', at + 1))
    if (text[at + 1] !== '\n') ends++
  return ends
}
