// Addresses are read by ourselves, strictly: the mail library re-reads what it is given, and one that smuggles a second
// recipient past it was measured (reliability.md 3.2).
import { domainToASCII } from 'node:url'

const local = /^[^\s"(),:;<>@[\\\]\p{Cc}]{1,64}$/u
const domain =
  /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/

/** `ada@example.test` as it goes to the mail server, its domain in lower-case ASCII; null for what is no plain address. */
export function parseAddress(text: string): string | null {
  const trimmed = text.trim()
  const at = trimmed.lastIndexOf('@')
  const mailbox = trimmed.slice(0, at)
  const host = at < 0 ? '' : domainToASCII(trimmed.slice(at + 1)).toLowerCase()
  if (at < 1 || trimmed.length > 254 || !local.test(mailbox) || !domain.test(host)) return null
  return mailbox.startsWith('.') || mailbox.endsWith('.') || mailbox.includes('..')
    ? null
    : `${mailbox}@${host}`
}

/** The key that opt-outs and bounces are kept by: nobody has two mailboxes that differ in case. */
export function foldAddress(address: string): string {
  return address.trim().normalize('NFC').toLowerCase()
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase()
}
