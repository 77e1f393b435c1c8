import { resolve } from 'node:path'
import type { Difference } from '@millrace/definitions'
import { defineCommand } from '../command.js'
import { EXIT } from '../exit-codes.js'
import { called, differencesOfPair, type Pair, pairUp } from '../workflows/pairs.js'
import { readFiles } from '../workflows/read-files.js'
import { connect, remoteOptions } from '../workflows/remote.js'

const LONGEST = 100

export const workflowsDiffCommand = defineCommand({
  name: 'workflows diff',
  summary: 'Tell what a push would change',
  usage: '[folder or files]',
  details:
    'Compares what workflows say, by action, whatever order or spelling they are written in: - is what the server has, + what the file has. Ends with 0 when there is no difference and with 1 when there is one.',
  options: remoteOptions,
  examples: ['millrace workflows diff', 'millrace workflows diff workflows/nurture.json --json'],
  takes: [0, 1000],
  async run({ values, positionals, settings, output }) {
    const remote = connect(values, settings)
    const files = await readFiles(
      positionals.length > 0 ? positionals.map((path) => resolve(path)) : ['workflows'],
    )
    const isWhole = positionals.length <= 1 && !positionals[0]?.endsWith('.json')
    const pairs = pairUp(files, await remote.workflows()).filter(({ file }) => isWhole || file)
    const found = pairs.map(compare).filter(({ lines }) => lines.length > 0)
    const text = found.map(({ title, lines }) => [title, ...lines].join('\n')).join('\n\n')
    output.result(text || `No difference between ${files.length} files and ${remote.url}`, {
      different: found.length > 0,
      workflows: found.map(({ lines: _lines, title: _title, ...rest }) => rest),
    })
    return found.length > 0 ? EXIT.failure : EXIT.ok
  },
})

function compare({ file, remote }: Pair) {
  if (!file) {
    const title = `${called(remote ?? {})} is only on the server`
    return { title, lines: ['  pull writes a file for it'], id: remote?.id, differences: [] }
  }
  if (!remote) {
    const title = `${file.name} is only a file`
    return { title, lines: ['  push creates it'], file: file.name, differences: [] }
  }
  const differences = differencesOfPair(file, remote)
  const base = file.document.revisionId
  const isStale = differences.length > 0 && base !== undefined && base !== remote.revisionId
  const stale = isStale
    ? [`  ! made from revision ${String(base)}; the server is at ${String(remote.revisionId)}`]
    : []
  return {
    title: `${file.name} (workflow ${called(remote)})`,
    lines: [...stale, ...differences.flatMap(described)],
    file: file.name,
    id: remote.id,
    revisionId: remote.revisionId,
    differences,
  }
}

function described({ at, before, after }: Difference): string[] {
  return [
    `  ${at}`,
    ...(before === undefined ? [] : [`    - ${shown(before)}`]),
    ...(after === undefined ? [] : [`    + ${shown(after)}`]),
  ]
}

function shown(value: unknown): string {
  const text = JSON.stringify(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}
