const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))

/** True for a currency's ISO 4217 name (`EUR`, `USD`). */
export function isCurrency(name: string): boolean {
  return currencies.has(name)
}
