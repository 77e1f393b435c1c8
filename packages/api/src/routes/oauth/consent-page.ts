import { createHash } from 'node:crypto'
import type { Answer } from '../../register.js'
import type { ConsentRequest } from './consent-request.js'

const style = `
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 32rem; margin: 4rem auto; padding: 0 1rem; }
  input { width: 100%; font: inherit; padding: .4rem; box-sizing: border-box; }
  button { font: inherit; padding: .4rem 1rem; margin: 1rem .5rem 0 0; }
  .complaint { color: #a40000; }
`
const styleHash = createHash('sha256').update(style).digest('base64')

/**
 * The page: no script, nothing from elsewhere, in nobody's frame. Who allows must type a token of the account. A browser
 * carries nothing to us that another page could make use of, so that there is no request to forge.
 */
export function consentPage(request: ConsentRequest, complaint?: string): Answer {
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      // A browser holds the answer to a form, a redirect, to form-action as well.
      'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self' ${new URL(request.redirectUrl).origin}; frame-ancestors 'none'; base-uri 'none'`,
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    },
    body: page(request, complaint),
  }
}

function page({ app, redirectUrl, scopes, optionalScopes }: ConsentRequest, complaint: string | undefined) {
  const name = escaped(app.name)
  const items = [...scopes, ...optionalScopes.map((scope) => `${scope} (if you have it)`)]
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Let ${name} in?</title>
<style>${style}</style>
<h1>Let ${name} in?</h1>
<p>${name} asks to act in your account:</p>
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
</form>
</html>
`
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
