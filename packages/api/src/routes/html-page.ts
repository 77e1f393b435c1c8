import { createHash } from 'node:crypto'
import type { Answer } from '../register.js'

const plain = `
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 32rem; margin: 4rem auto; padding: 0 1rem; }
  button { font: inherit; padding: .4rem 1rem; margin: 1rem .5rem 0 0; }
`

interface Page {
  /** This and `content` are HTML. */
  readonly title: string
  readonly content: string
  /** Rules besides those of every page. */
  readonly style?: string
  /** Origins besides ours that its form may lead to. */
  readonly leadsTo?: string
}

/** A page for a browser: no script, nothing from elsewhere, in nobody's frame, kept nowhere, its address told to nobody. */
export function htmlPage({ title, content, style = '', leadsTo }: Page): Answer {
  const rules = `${plain}${style}`
  const hash = createHash('sha256').update(rules).digest('base64')
  const formAction = leadsTo === undefined ? "'self'" : `'self' ${leadsTo}`
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      // A browser holds the answer to a form, a redirect, to form-action as well.
      'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; form-action ${formAction}; frame-ancestors 'none'; base-uri 'none'`,
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex',
    },
    body: `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${rules}</style>
${content}
</html>
`,
  }
}
