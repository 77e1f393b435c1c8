import type { Answer } from '../../register.js'
import { htmlPage } from '../html-page.js'
import type { ConsentRequest } from './consent-request.js'

const style = `
  input { width: 100%; font: inherit; padding: .4rem; box-sizing: border-box; }
  .complaint { color: #a40000; }
`

/**
 * Who allows must type a token of the account. A browser carries nothing to us that another page could make use of, so
 * that there is no request to forge.
 */
export function consentPage(request: ConsentRequest, complaint?: string): Answer {
  const title = `Let ${escaped(request.app.name)} in?`
  const leadsTo = new URL(request.redirectUrl).origin
  return htmlPage({ title, content: `<h1>${title}</h1>\n${form(request, complaint)}`, style, leadsTo })
}

function form({ app, redirectUrl, scopes, optionalScopes }: ConsentRequest, complaint: string | undefined) {
  const items = [...scopes, ...optionalScopes.map((scope) => `${scope} (if you have it)`)]
  return `<p>${escaped(app.name)} asks to act in your account:</p>
<ul>
${items.map((item) => `  <li><code>${escaped(item)}</code></li>`).join('\n') || '  <li>nothing but to know which account it is</li>'}
</ul>
<p>You will be sent on to <code>${escaped(new URL(redirectUrl).origin)}</code>.</p>
${complaint === undefined ? '' : `<p class="complaint" role="alert">${escaped(complaint)}</p>`}
<form method="post" autocomplete="off">
  <label for="token">An access token of your account, to show that you may decide</label>
  <input id="token" name="access_token" type="password" autofocus>
  <button name="decision" value="allow">Let it in</button>
  <button name="decision" value="deny">No</button>
</form>`
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
