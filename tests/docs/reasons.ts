/** Why a block may stay unrun, and what such a block looks like: a reason that does not fit its block is no reason. */
export const reasons: Readonly<Record<string, RegExp>> = {
  'it needs docker': /^\s*(docker|export POSTGRES_PASSWORD)/m,
  'it runs the tests, of which this is one': /\b(vitest|npm test|npm run (check|docs|bench|chaos))\b/,
  'it changes the clone it runs in': /\bgit (pull|clone|checkout)\b/,
  'it speaks of another machine': /\b(ssh|scp|systemctl)\b|example\.com/,
  'it shows two ways': /\/\/ (Yes|No)\b/,
}
