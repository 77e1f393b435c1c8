import { mkdir } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { fileNameOf, workflowFile } from '@millrace/definitions'
import { defineCommand, type Output } from '../command.js'
import { EXIT } from '../exit-codes.js'
import { type Pair, pairUp, saysTheSame } from '../workflows/pairs.js'
import { readFolder, replaceFile } from '../workflows/read-files.js'
import { connect, type Json, type Remote, remoteOptions } from '../workflows/remote.js'

export const workflowsPullCommand = defineCommand({
  name: 'workflows pull',
  summary: 'Write the workflows of a server into files',
  usage: '[folder]',
  details:
    'One JSON file a workflow, in ./workflows when no folder is given, always in the same order of members and actions, so that a change of one step is a change of a few lines. A file that is there already keeps its name. A file with changes that were never pushed is left as it is and told, unless --force. Secrets are never part of a workflow: it names them only.',
  options: {
    ...remoteOptions,
    force: { type: 'boolean', meaning: 'Overwrite files that have changes of their own' },
  },
  examples: ['millrace workflows pull', 'millrace workflows pull flows --url https://crm.example.com'],
  takes: [0, 1],
  async run({ values, positionals, settings, output }) {
    const folder = resolve(positionals[0] ?? 'workflows')
    const remote = connect(values, settings)
    const files = await readFolder(folder)
    const pairs = pairUp(files, await remote.workflows())
    await mkdir(folder, { recursive: true })
    const taken = new Set(files.map(({ path }) => basename(path)))
    const done: Done[] = []
    for (const pair of pairs)
      done.push(await pull(pair, { folder, taken, remote, force: values.force === true }))
    return tell(done, folder, output)
  },
})

interface Done {
  readonly file: string
  readonly outcome: 'written' | 'unchanged' | 'changed here' | 'not on the server'
}

interface Place {
  readonly folder: string
  readonly taken: Set<string>
  readonly remote: Remote
  readonly force: boolean
}

async function pull({ file, remote: document }: Pair, place: Place): Promise<Done> {
  if (!document) return { file: file?.name ?? '', outcome: 'not on the server' }
  const text = workflowFile(document)
  if (!file) {
    const name = newName(document, place.taken)
    await replaceFile(join(place.folder, name), text)
    return { file: name, outcome: 'written' }
  }
  if (file.text === text) return { file: file.name, outcome: 'unchanged' }
  if (!place.force && !saysTheSame(file, document)) {
    const base = await place.remote.revision(
      String(document.id),
      String(file.document.revisionId ?? document.revisionId),
    )
    if (!base || !saysTheSame(file, base)) return { file: file.name, outcome: 'changed here' }
  }
  await replaceFile(file.path, text)
  return { file: file.name, outcome: 'written' }
}

function newName(document: Json, taken: Set<string>): string {
  const mark = typeof document.uuid === 'string' && document.uuid !== '' ? document.uuid : String(document.id)
  const name = fileNameOf(typeof document.name === 'string' ? document.name : null, mark, taken)
  taken.add(name)
  return name
}

function tell(done: readonly Done[], folder: string, output: Output): number {
  const of = (outcome: Done['outcome']) =>
    done.filter((each) => each.outcome === outcome).map(({ file }) => file)
  const [written, unchanged, kept, extra] = [
    of('written'),
    of('unchanged'),
    of('changed here'),
    of('not on the server'),
  ]
  const lines = [
    `${written.length} written, ${unchanged.length} unchanged in ${folder}`,
    ...written.map((file) => `  ${file}`),
    ...kept.map((file) => `${file} has changes of its own and was left: push it, or --force to overwrite it`),
    ...extra.map((file) => `${file} is not on the server and was left`),
  ]
  output.result(lines.join('\n'), { folder, written, unchanged, changedHere: kept, notOnServer: extra })
  return kept.length > 0 ? EXIT.failure : EXIT.ok
}
