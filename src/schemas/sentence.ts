/** Sentences that are put together from parts. */

/** With a capital at the beginning. */
export function capitalized(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}
