import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { basename, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

/** design.md 2: each package may import the ones before it, and nothing imports upward. */
const ORDER = ['model', 'filters', 'actions', 'definitions', 'store', 'engine', 'api', 'cli']
const PURE = ['model', 'filters', 'actions', 'definitions']
const LONGEST_FILE = 350
const VAGUE_NAMES =
  /^(utils?|helpers?|common|misc|manager|service|shared)\b|[-.](utils?|helpers?|manager|service)\b/
/** Left-behind marks, switched-off checks, and names of places that exist on one machine only. */
const FORBIDDEN = [
  /(\/\/|^\s*\*|--).*\b(TODO|FIXME|XXX)\b/m,
  /@ts-(ignore|nocheck)/,
  /\b(test|it|describe)\.(skip|only|todo)\b/,
  /(?<![\w.])\/work\//,
  /\.\.\/shared\/(?!data\/leads\.csv)/,
]
const ANY = /\bas any\b|: any\b|<any>/
/** What the world, time and chance look like to code that must do without them. */
const IMPURE = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\./
const STATEMENT =
  /\bsql`|\bSELECT\b[\s\S]+?\bFROM\b|\bINSERT INTO\b|\bUPDATE\b[\s\S]+?\bSET\b|\bDELETE FROM\b|\bCREATE (TABLE|INDEX|ROLE|DATABASE)\b/

interface SourceFile {
  readonly path: string
  readonly text: string
  readonly imports: readonly string[]
}

const root = fileURLToPath(new URL('..', import.meta.url))
const files = listFiles()
const sources = files.filter(({ path }) => /^packages\/\w+\/src\/.*\.ts$/.test(path))
const production = sources.filter(({ path }) => !/\.test\.ts$|\/testing\//.test(path))

/** What is committed or about to be: everything git does not ignore. */
function listFiles(): SourceFile[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: root,
  })
  return listed
    .toString()
    .split('\0')
    .filter((path) => /\.(ts|tsx|mjs|js|sql|json|md|ya?ml)$/.test(path) && path !== 'package-lock.json')
    .flatMap((path) => read(path))
}

function read(path: string): SourceFile[] {
  try {
    const text = readFileSync(`${root}/${path}`, 'utf8')
    const imports = [
      ...text.matchAll(
        /^(?:import|export)\b[^'"`;]*?from '([^']+)'|\bimport\('([^']+)'\)|^import '([^']+)'/gm,
      ),
    ]
    return [{ path, text, imports: imports.map((found) => found[1] ?? found[2] ?? found[3] ?? '') }]
  } catch {
    // Deleted, and not yet committed so.
    return []
  }
}

const packageOf = (path: string) => path.split('/')[1] ?? ''
const isNodeModule = (name: string) => name.startsWith('node:') || builtinModules.includes(name)

/** Files by path, with the files that each imports by a relative name: for values or for types only. */
function importsByFile(): ReadonlyMap<string, readonly string[]> {
  return new Map(
    files
      .filter(({ path }) => path.endsWith('.ts'))
      .map(({ path, imports }) => [
        path,
        imports
          .filter((name) => name.startsWith('.'))
          .map((name) => posix.join(posix.dirname(path), name).replace(/\.js$/, '.ts')),
      ]),
  )
}

/** Each circle by one way round: the first of its files, what that imports, and so on back to the first. */
function circlesOf(importsOf: ReadonlyMap<string, readonly string[]>): string[] {
  const circles: string[] = []
  const done = new Set<string>()
  const follow = (path: string, way: readonly string[]) => {
    if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' -> '))
    else if (!done.has(path)) {
      for (const imported of importsOf.get(path) ?? []) follow(imported, [...way, path])
      done.add(path)
    }
  }
  for (const path of importsOf.keys()) follow(path, [])
  return circles
}

/** Every offence as one line, so that a failure names them all. */
function offences(found: readonly SourceFile[], of: (file: SourceFile) => readonly string[]): string[] {
  return found.flatMap((file) => of(file).map((what) => `${file.path}: ${what}`))
}

describe('design.md 2', () => {
  test('packages import downward only', () => {
    const upward = offences(sources, ({ path, imports }) =>
      imports.filter((name) => {
        const imported = /^@millrace\/(\w+)/.exec(name)?.[1]
        // Two meanings of one thing are compared on a real database, also below the store.
        if (path.endsWith('.pg.test.ts') && name === '@millrace/store/testing') return false
        return imported !== undefined && ORDER.indexOf(imported) >= ORDER.indexOf(packageOf(path))
      }),
    )
    expect(upward).toEqual([])
  })

  test('package.json names the same packages as the imports', () => {
    for (const name of ORDER) {
      const { dependencies = {} } = JSON.parse(readFileSync(`${root}/packages/${name}/package.json`, 'utf8'))
      const ours = Object.keys(dependencies).filter((dependency) => dependency.startsWith('@millrace/'))
      const above = ours.filter((dependency) => ORDER.indexOf(dependency.slice(10)) >= ORDER.indexOf(name))
      expect(above, name).toEqual([])
    }
  })

  test('the pure packages use no Node module, no database, no HTTP, no clock and no chance', () => {
    const pure = production.filter(({ path }) => PURE.includes(packageOf(path)))
    const reached = offences(pure, ({ imports, text }) => [
      ...imports.filter((name) => isNodeModule(name) || /^(pg|pg-.*|undici|fastify|pino)$/.test(name)),
      ...(IMPURE.exec(withoutComments(text))?.slice(0, 1) ?? []),
    ])
    expect(reached).toEqual([])
  })

  test('statements stand in packages/store; filters only compile fragments', () => {
    const elsewhere = production.filter(({ path }) => !['store', 'filters'].includes(packageOf(path)))
    const found = offences(elsewhere, ({ text }) => STATEMENT.exec(withoutComments(text))?.slice(0, 1) ?? [])
    expect(found).toEqual([])
  })

  test('nobody reaches into another package beside its index', () => {
    const deep = offences(files, ({ imports }) =>
      imports.filter((name) => /^@millrace\/\w+\/(?!testing$)/.test(name)),
    )
    expect(deep).toEqual([])
  })
})

describe('STYLE.md', () => {
  test(`no source file is longer than ${LONGEST_FILE} lines`, () => {
    const long = sources
      .filter(({ path }) => !path.includes('/cases/') && !path.endsWith('.test.ts'))
      .map(({ path, text }) => ({ path, lines: text.split('\n').length }))
      .filter(({ lines }) => lines > LONGEST_FILE)
    expect(long).toEqual([])
  })

  test('no file imports itself by way of others, be it only for a type', () => {
    const importsOf = importsByFile()
    // A rule over arrows that nobody finds any more would hold whatever they did.
    expect([...importsOf.values()].flat().filter((path) => importsOf.has(path)).length).toBeGreaterThan(1000)
    expect(circlesOf(importsOf)).toEqual([])
  })

  test('files are named in kebab case for what they do', () => {
    const vague = sources.filter(({ path }) => {
      const name = basename(path).replace(/(\.(pg|property|race))?(\.test)?\.ts$/, '')
      return VAGUE_NAMES.test(name) || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)
    })
    expect(vague.map(({ path }) => path)).toEqual([])
  })

  test('nothing is left to do, switched off, or true on one machine only', () => {
    const checked = files.filter(
      ({ path }) => /\.(ts|mjs|sql|md|ya?ml)$/.test(path) && path !== 'tests/architecture.test.ts',
    )
    const found = offences(checked, ({ text }) => [
      ...FORBIDDEN.flatMap((word) => word.exec(text)?.slice(0, 1) ?? []),
      ...(ANY.exec(withoutComments(text))?.slice(0, 1) ?? []),
    ])
    expect(found).toEqual([])
  })

  test('the lock file names no host', () => {
    expect(readFileSync(`${root}/package-lock.json`, 'utf8')).not.toMatch(/"resolved": "https?:/)
  })
})

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')
}
