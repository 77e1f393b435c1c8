import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** A running process: what it runs, and an identity that a later process with the same number does not share. */
export interface RunningProcess {
  readonly identity: string
  readonly command: string
}

/** Undefined when there is no such process; a zombie, which a container may never reap, counts as gone. */
export function findProcess(pid: number): RunningProcess | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined
  return process.platform === 'linux' ? readProc(pid) : askPs(pid)
}

function readProc(pid: number): RunningProcess | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may hold anything, so count fields after its end: state is 3rd, start time 22nd.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    return { identity: `${pid}@${fields[19]}`, command }
  } catch {
    return undefined
  }
}

function askPs(pid: number): RunningProcess | undefined {
  const ps = spawnSync('ps', ['-p', String(pid), '-o', 'stat=,lstart=,command='], { encoding: 'utf8' })
  const match = /^(\S+)\s+(\w+ \w+ +\d+ [\d:]+ \d+)\s+(.*)$/.exec(ps.stdout?.trim() ?? '')
  if (!match || match[1]?.startsWith('Z')) return undefined
  return { identity: `${pid}@${match[2]}`, command: match[3] ?? '' }
}
