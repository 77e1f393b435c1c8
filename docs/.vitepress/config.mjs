// The site of this folder: `npm run docs -- --site`. Side bars are read from the folders, so that a new page is a file.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'

const folder = (name) => fileURLToPath(new URL(`../${name}/`, import.meta.url))

const titleOf = (text) => /^# (.+)$/m.exec(text)?.[1]?.replaceAll('`', '') ?? ''

function pagesOf(name) {
  return readdirSync(folder(name))
    .filter((file) => file.endsWith('.md') && file !== 'index.md')
    .sort()
    .map((file) => ({
      text: titleOf(readFileSync(`${folder(name)}${file}`, 'utf8')),
      link: `/${name}/${file.replace(/\.md$/, '')}`,
    }))
}

/** In the order of somebody who begins. */
const guides = [
  'five-minute-tour',
  'import-records',
  'import-from-hubspot',
  'workflows-as-files',
  'use-hubspots-client',
  'self-host',
  'e-mail',
  'let-others-in',
  'watch-it',
  'back-up',
  'upgrade',
  'add-an-action',
  'add-a-filter-operator',
]

/** Sources are read in the repository; a site that leads to them would lead nowhere. */
function leaveOutSources(md) {
  md.core.ruler.push('leave-out-sources', (state) => {
    for (const { children } of state.tokens) {
      let left = 0
      for (const token of children ?? []) {
        if (token.type === 'link_open' && /^(\.\.\/){2}/.test(token.attrGet('href') ?? '')) left++
        else if (token.type !== 'link_close' || left === 0) continue
        else left--
        token.type = 'text'
        token.tag = ''
        token.content = ''
      }
    }
  })
}

export default defineConfig({
  title: 'Millrace',
  description: 'Workflow automation for CRM records, self-hosted, on PostgreSQL',
  cleanUrls: true,
  lastUpdated: false,
  cacheDir: fileURLToPath(new URL('../node_modules/.cache/vitepress', import.meta.url)),
  // Placeholders such as {{ contact.firstname }} are ours, not Vue's.
  markdown: { config: leaveOutSources },
  vue: { template: { compilerOptions: { delimiters: ['[[[', ']]]'] } } },
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      { text: 'Guides', link: `/guides/${guides[0]}` },
      { text: 'Reference', link: '/reference/actions' },
      { text: 'Decisions', link: '/decisions/0001-one-store' },
    ],
    sidebar: {
      '/guides/': pagesOf('guides').sort((a, b) => order(a) - order(b)),
      '/reference/': pagesOf('reference'),
      '/decisions/': pagesOf('decisions'),
    },
  },
})

function order({ link }) {
  const place = guides.indexOf(link.replace('/guides/', ''))
  return place < 0 ? guides.length : place
}
