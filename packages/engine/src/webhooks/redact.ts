/** Hides known secrets in a text that will be stored: as they are, URL-encoded and in base64 (reliability.md 3.2). */
export function redact(text: string, secrets: readonly string[]): string {
  let hidden = text
  for (const secret of secrets) {
    if (secret === '') continue
    for (const spelling of spellings(secret)) hidden = hidden.replaceAll(spelling, '***')
  }
  return hidden
}

function spellings(secret: string): string[] {
  const bearer = /^\S+ (.+)$/.exec(secret)?.[1]
  const forms = bearer === undefined ? [secret] : [secret, bearer]
  return forms.flatMap((form) => [
    form,
    encodeURIComponent(form),
    new URLSearchParams([['', form]]).toString().slice(1),
    Buffer.from(form).toString('base64'),
    JSON.stringify(form).slice(1, -1),
  ])
}
