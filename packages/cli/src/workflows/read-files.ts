import { readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type Flow, parseFlow } from '@millrace/definitions'
import { CommandFailure } from '../exit-codes.js'
import type { Json } from './remote.js'

/** One workflow as it stands on disk. */
export interface WorkflowFile {
  readonly path: string
  /** What people call it in messages. */
  readonly name: string
  readonly text: string
  /** As written. */
  readonly document: Json
  readonly flow: Flow
}

/** The `.json` files of a folder, or the files themselves. One that is no workflow ends the command: all are read first. */
export async function readFiles(paths: readonly string[]): Promise<WorkflowFile[]> {
  const files: WorkflowFile[] = []
  for (const path of paths) {
    const isFolder = await isDirectory(path)
    for (const file of isFolder ? await jsonFilesIn(path) : [path]) files.push(await readWorkflow(file))
  }
  refuseDoubles(files)
  return files
}

async function isDirectory(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  if (found) return found.isDirectory()
  throw new CommandFailure(`There is no file or folder ${path}.`)
}

/** Of a folder that may not be there yet. */
export async function readFolder(folder: string): Promise<WorkflowFile[]> {
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  )
  return isThere ? readFiles([folder]) : []
}

async function jsonFilesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder)
  return names
    .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
    .sort()
    .map((name) => join(folder, name))
}

async function readWorkflow(path: string): Promise<WorkflowFile> {
  const text = await readFile(path, 'utf8')
  const document = parseJson(text, path)
  const parsed = parseFlow(document)
  if (parsed.ok) return { path, name: basename(path), text, document: document as Json, flow: parsed.flow }
  const reasons = parsed.problems.map(
    ({ field, message }) => `\n  ${field === undefined ? '' : `${field}: `}${message}`,
  )
  throw new CommandFailure(`${path} is no workflow that can be read.${reasons.join('')}`)
}

/** Numbers that JavaScript cannot hold are refused: what is read must be what was written. */
export function parseJson(text: string, path: string): unknown {
  const [, big] =
    [...text.matchAll(/"(?:[^"\\]|\\.)*"|(-?\d+)(?![\d.eE])/g)].find(
      ([, number]) => number !== undefined && !Number.isSafeInteger(Number(number)),
    ) ?? []
  if (big !== undefined)
    throw new CommandFailure(
      `${path} holds the number ${big}, which cannot be kept exactly: write it as text.`,
    )
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw new CommandFailure(`${path} is not JSON: ${(error as Error).message}`)
  }
}

/** What a file says about which workflow it is. */
export function identityOf({ uuid, id }: Json): string | undefined {
  if (typeof uuid === 'string' && uuid !== '') return `uuid ${uuid}`
  return typeof id === 'string' || typeof id === 'number' ? `id ${id}` : undefined
}

function refuseDoubles(files: readonly WorkflowFile[]): void {
  const seen = new Map<string, string>()
  for (const { path, document } of files) {
    const identity = identityOf(document)
    const other = identity && seen.get(identity)
    if (other) throw new CommandFailure(`${other} and ${path} are the same workflow (${identity}).`)
    if (identity) seen.set(identity, path)
  }
}

/** Whole or not at all. */
export async function replaceFile(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text)
  await rename(`${path}.new`, path)
}
