import { escapeHtml } from '@millrace/actions'
import type { Answer } from '../../register.js'
import { htmlPage } from '../html-page.js'

export function unsubscribePage(kind: string | null, done: boolean): Answer {
  return done
    ? htmlPage({
        title: 'Unsubscribed',
        content: '<h1>Done</h1>\n<p role="status">You will get no more of these e-mails.</p>',
      })
    : htmlPage({ title: 'Unsubscribe', content: question(kind) })
}

function question(kind: string | null): string {
  return `<h1>Unsubscribe?</h1>
<form method="post">
${kind === null ? '' : `  <button>No more “${escapeHtml(kind)}”</button>\n`}  <button name="all" value="yes">No more e-mail at all</button>
</form>`
}
