// What the processes said and did (I12): no end nobody asked for, no unhandled rejection, no error that is not the server's.
import type { MillraceProcess } from './millrace-process.js'

const mostMib = 512
/** Lines of a stack that are worth printing. */
const context = 20
const broken = /unhandled|uncaught|out of memory|\bTypeError\b|\bRangeError\b|\bReferenceError\b/i
/** The database was away or had no room, or a connection to it was lost: said, waited for and tried again. */
const away =
  /No space left|53[123]00|too many clients|connection slots|ECONN|EPIPE|57P0|terminat|[Cc]onnection|COMMIT|timeout|starting up|shutting down|recovery mode|25P0[23]|08P?0/

export function checkProcess({ name, lines, surprises, mostMib: used }: MillraceProcess): string[] {
  const findings = [...surprises]
  if (used > mostMib) findings.push(`I12 ${name} used ${Math.round(used)} MiB`)
  for (const [index, line] of lines.entries()) {
    if (broken.test(line))
      findings.push(`I12 ${name} said: ${lines.slice(index, index + context).join('\n')}`)
    else if (levelOf(line) >= 50 && !away.test(line)) findings.push(`I12 ${name} said: ${line}`)
  }
  return findings.slice(0, 5)
}

function levelOf(line: string): number {
  try {
    return Number((JSON.parse(line) as { level?: number }).level ?? 0)
  } catch {
    return 0
  }
}
