/** Those that could be read; what is wrong with the others has been noted. */
export function present<Part>(parts: readonly (Part | undefined)[]): Part[] {
  return parts.filter((part): part is Part => part !== undefined)
}
