export interface SmtpServer {
  readonly host: string
  readonly port: number
  /** TLS from the first byte. */
  readonly secure: boolean
  /** `required`: no word before STARTTLS; `offered`: when the server offers it; `none`: never. */
  readonly startTls: 'required' | 'offered' | 'none'
  readonly credentials: { readonly user: string; readonly pass: string } | null
}

/**
 * The mail server that `MILLRACE_SMTP_URL` names. A password is not told to a server without TLS, unless the URL says
 * `?tls=none`; `?tls=required` asks for it also without a password.
 */
export function smtpServerOf(text: string): SmtpServer {
  const url = new URL(text)
  const secure = url.protocol === 'smtps:'
  const tls = url.searchParams.get('tls')
  const user = decodeURIComponent(url.username)
  const required = tls === 'required' || user !== ''
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    startTls: tls === 'none' ? 'none' : required ? 'required' : 'offered',
    credentials: user === '' ? null : { user, pass: decodeURIComponent(url.password) },
  }
}
