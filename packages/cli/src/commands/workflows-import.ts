import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { defineCommand } from '../command.js'
import { EXIT } from '../exit-codes.js'
import { describeImport, type ImportAnswer } from '../workflows/describe-import.js'
import { parseJson, replaceFile } from '../workflows/read-files.js'
import { connect, type Json, remoteOptions } from '../workflows/remote.js'

export const workflowsImportCommand = defineCommand({
  name: 'workflows import',
  summary: 'Take in workflows that were exported elsewhere, and tell what must be mapped',
  usage: '<files>',
  details:
    'Reads documents of automation/v4, one a file or a list under "results". Nothing of them is lost, and all of them are imported or none, off. What they name of the account they come from (lists, owners, e-mails, pipelines, secrets …) means nothing here: a workflow can be turned on when the mapping says what each is. Those imported together may name each other. Start with --dry-run --write-mapping, fill in the nulls, import with --mapping.',
  options: {
    ...remoteOptions,
    mapping: { type: 'string', short: 'm', placeholder: 'json', meaning: 'What things are called here' },
    'write-mapping': { type: 'string', placeholder: 'json', meaning: 'A file for the mapping to fill in' },
    'dry-run': { type: 'boolean', meaning: 'Only report' },
  },
  examples: [
    'millrace workflows import exported/*.json --dry-run --write-mapping mapping.json',
    'millrace workflows import exported/*.json --mapping mapping.json',
  ],
  takes: [1, 1000],
  async run({ values, positionals, settings, output }) {
    const server = connect(values, settings)
    const read = async (path: string) => parseJson(await readFile(path, 'utf8'), path)
    const workflows: unknown[] = []
    for (const path of positionals) workflows.push(...documentsIn(await read(resolve(path))))
    const mapping = values.mapping === undefined ? undefined : await read(resolve(values.mapping))
    const answer = (await server.import({
      workflows,
      dryRun: values['dry-run'] === true,
      ...(mapping !== undefined && { mapping }),
    })) as unknown as ImportAnswer
    const template = values['write-mapping']
    if (template !== undefined)
      await replaceFile(resolve(template), `${JSON.stringify(answer.mapping, null, 2)}\n`)
    output.result(describeImport(answer), answer)
    return EXIT.ok
  },
})

/** One document, or the answer of a list or batch call. */
function documentsIn(read: unknown): readonly unknown[] {
  if (Array.isArray(read)) return read
  const { results } = (read ?? {}) as Json
  return Array.isArray(results) ? results : [read]
}
