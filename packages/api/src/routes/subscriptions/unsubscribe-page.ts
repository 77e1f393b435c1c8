import { escapeHtml } from '@millrace/actions'
import type { Answer } from '../../register.js'

/** No script, nothing from elsewhere, in nobody's frame, and the address of the page is told to nobody. */
export function unsubscribePage(kind: string | null, done: boolean): Answer {
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex',
    },
    body: page(kind, done),
  }
}

function page(kind: string | null, done: boolean): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${done ? 'Unsubscribed' : 'Unsubscribe'}</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 32rem; margin: 4rem auto; padding: 0 1rem; }
  button { font: inherit; padding: .4rem 1rem; margin: 1rem .5rem 0 0; }
</style>
${done ? '<h1>Done</h1>\n<p role="status">You will get no more of these e-mails.</p>' : question(kind)}
</html>
`
}

function question(kind: string | null): string {
  return `<h1>Unsubscribe?</h1>
<form method="post">
${kind === null ? '' : `  <button>No more “${escapeHtml(kind)}”</button>\n`}  <button name="all" value="yes">No more e-mail at all</button>
</form>`
}
