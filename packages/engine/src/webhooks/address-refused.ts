/** A request would have left for an address that is not ours to call (reliability.md 3.2). */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused'
  readonly code = 'ADDRESS_REFUSED'
}
