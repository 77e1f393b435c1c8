import { resolve } from 'node:path'
import { defineCommand } from '../command.js'
import { EXIT } from '../exit-codes.js'
import { pairUp } from '../workflows/pairs.js'
import { type Pushed, pushFile } from '../workflows/push-file.js'
import { readFiles } from '../workflows/read-files.js'
import { connect, remoteOptions } from '../workflows/remote.js'

export const workflowsPushCommand = defineCommand({
  name: 'workflows push',
  summary: 'Bring workflow files to a server',
  usage: '[folder or files]',
  details:
    'A file is its workflow by uuid, else by id; one with neither is created. Nothing that runs changes without --publish: new workflows are made off, and one that is on is left alone. With it the server does what the files say: on is published at once, off is turned off. A workflow that somebody saved meanwhile is a conflict and left alone, unless --force. A workflow without a file is left alone. Ends with 1 when anything was left.',
  options: {
    ...remoteOptions,
    publish: { type: 'boolean', meaning: 'Turn on what the files have on, and off what they have off' },
    force: { type: 'boolean', meaning: 'Overwrite what was saved on the server since the file was made' },
  },
  examples: [
    'millrace workflows push',
    'millrace workflows push workflows/nurture.json --publish --url https://crm.example.com',
  ],
  takes: [0, 1000],
  async run({ values, positionals, settings, output }) {
    const server = connect(values, settings)
    const files = await readFiles(
      positionals.length > 0 ? positionals.map((path) => resolve(path)) : ['workflows'],
    )
    const options = { publish: values.publish === true, force: values.force === true }
    const pushed: Pushed[] = []
    for (const pair of pairUp(files, await server.workflows()))
      if (pair.file) pushed.push(await pushFile(pair, server, options))
    output.result(pushed.map(described).join('\n') || 'There are no files.', { workflows: pushed })
    const isLeft = pushed.some(({ outcome }) => outcome === 'conflict' || outcome === 'refused')
    return isLeft ? EXIT.failure : EXIT.ok
  },
})

function described({ file, outcome, id, revisionId, remark }: Pushed): string {
  const where = id === undefined ? '' : ` (workflow ${id}, revision ${revisionId})`
  return `${outcome.padEnd(9)} ${file}${where}${remark ? `\n          ${remark}` : ''}`
}
