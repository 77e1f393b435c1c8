import { writeFile } from 'node:fs/promises'
import { buildSite } from '../build-site.js'
import { referencePages } from './pages.js'

for (const [file, text] of referencePages()) await writeFile(new URL(file, import.meta.url), text)

const [what, outDir] = process.argv.slice(2)
if (what === '--site') process.exitCode = buildSite(outDir)
