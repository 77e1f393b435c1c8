import { writeFile } from 'node:fs/promises'
import { referencePages } from './pages.js'

for (const [file, text] of referencePages()) await writeFile(new URL(file, import.meta.url), text)
