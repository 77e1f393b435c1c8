// What must not stand in a log wherever it comes from: an address in an error of the mail server, a key in the address of
// a webhook that failed (reliability.md 3). By how it looks, because nobody knows by then what it was called.

const secret = '[secret]'

/** Ours, and what follows the words of authentication. */
const looksSecret: readonly [RegExp, string][] = [
  [/\b(bearer|basic)(\s+|%20)[\w.~+/=-]{4,}/gi, `$1$2${secret}`],
  [/\b(?:pat|refresh|secret)-[\w-]{16,}/g, secret],
  [
    /([?&;](?:hapikey|access_token|refresh_token|client_secret|token|code|key|signature)=)[^&;\s"'\\]+/gi,
    `$1${secret}`,
  ],
  // User and password before the host of an address.
  [/(\b[a-z][a-z\d+.-]*:\/\/)[^\s/?#"'\\@]+@/gi, `$1${secret}@`],
  [/[\w!#$%&'*+=?^`{|}~.-]+(?:@|%40)(?:[\p{L}\d-]+\.)+\p{L}{2,}/giu, '[address]'],
]

/** The line without tokens, keys in addresses, passwords and e-mail addresses. */
export function withoutSecrets(line: string): string {
  return looksSecret.reduce((text, [form, instead]) => text.replace(form, instead), line)
}
